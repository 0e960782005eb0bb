export { AppModule } from '../../../../sample/02-existing-app/app.module.js';
export { Author } from '../../../../sample/01-quick-start/author.entity.js';
export { Book } from '../../../../sample/01-quick-start/book.entity.js';
