export { Author } from '../../../../sample/03-query-and-relations/author.entity.js';
export { Review } from '../../../../sample/03-query-and-relations/review.entity.js';
export { Tag } from '../../../../sample/03-query-and-relations/tag.entity.js';
