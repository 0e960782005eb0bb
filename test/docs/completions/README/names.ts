export { Author } from './author.entity.js';
export { Book } from './book.entity.js';
