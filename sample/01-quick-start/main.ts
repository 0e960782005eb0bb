import { DataSource } from 'typeorm';
import { runLightApi } from '../../lib/index.js';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';
import { seed } from './seed.js';

const app = await runLightApi({ entities: [Author, Book] });
await seed(app.get(DataSource));
