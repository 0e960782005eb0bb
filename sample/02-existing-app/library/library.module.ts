import { Module } from '@nestjs/common';
import { LightApiModule } from '../../../lib/index.js';
import { Author } from './author.entity.js';
import { Book } from './book.entity.js';

@Module({
  imports: [LightApiModule.forFeature([Author, Book], { prefix: 'library', tags: ['Library'] })],
})
export class LibraryModule {}
