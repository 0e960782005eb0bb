export { slugOf } from '../names.js';
