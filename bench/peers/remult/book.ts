import { Entity, Fields, Validators } from 'remult';

@Entity('books', { dbName: 'books', allowApiCrud: true })
export class Book {
  @Fields.autoIncrement()
  id = 0;

  @Fields.string({ validate: Validators.maxLength(200) })
  title = '';

  @Fields.string({ validate: Validators.maxLength(20) })
  isbn = '';

  @Fields.string({ validate: Validators.in(['novel', 'poetry', 'drama', 'essay', 'crime', 'travel']) })
  genre = '';

  /** Text, as the driver reads it: as a number a decimal would lose digits. */
  @Fields.string()
  price = '0';

  @Fields.integer()
  pages = 0;

  @Fields.number({ allowNull: true })
  rating: number | null = null;

  @Fields.boolean()
  available = true;

  @Fields.date()
  publishedAt = new Date();

  @Fields.string()
  summary = '';

  @Fields.integer()
  authorId = 0;

  @Fields.createdAt()
  createdAt = new Date();

  @Fields.updatedAt()
  updatedAt = new Date();
}
