export { Author } from '../../../../../sample/01-quick-start/author.entity.js';
