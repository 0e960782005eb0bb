export { runLightApi } from 'nestjs-lightapi';
