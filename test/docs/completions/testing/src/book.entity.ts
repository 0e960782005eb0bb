export { Book } from '../../../../../sample/01-quick-start/book.entity.js';
