export { Entry } from '../names.js';
