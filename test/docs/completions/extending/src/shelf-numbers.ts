export { ShelfNumbers } from '../names.js';
