import { DataSource } from 'typeorm';
import { runLightApi } from '../../lib/index.js';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';
import { Review } from './review.entity.js';
import { seed } from './seed.js';
import { Tag } from './tag.entity.js';

const app = await runLightApi({ entities: [Author, Book, Review, Tag] });
await seed(app.get(DataSource));
