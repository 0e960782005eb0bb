export { Book } from '../../../../sample/03-query-and-relations/book.entity.js';
