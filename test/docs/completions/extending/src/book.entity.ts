export { Book } from '../names.js';
