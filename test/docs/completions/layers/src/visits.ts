export { Visits } from '../names.js';
