import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Patch, Post, Query } from '@nestjs/common';
import type { Book } from '../entities.js';
import { CreateBookBody, CreateBooksBody, ListBooksQuery, UpdateBookBody } from './hand-written.dto.js';
import { type BookPage, BooksService } from './hand-written.service.js';

@Controller('books')
export class BooksController {
  constructor(private readonly books: BooksService) {}

  @Get()
  list(@Query() query: ListBooksQuery): Promise<BookPage> {
    return this.books.list(query);
  }

  @Get(':id')
  read(@Param('id', ParseIntPipe) id: number): Promise<Book> {
    return this.books.read(id);
  }

  @Post()
  create(@Body() body: CreateBookBody): Promise<Book> {
    return this.books.create(body);
  }

  @Post('bulk')
  @HttpCode(200)
  createMany(@Body() body: CreateBooksBody): Promise<{ created: Book[] }> {
    return this.books.createMany(body);
  }

  @Patch(':id')
  update(@Param('id', ParseIntPipe) id: number, @Body() body: UpdateBookBody): Promise<Book> {
    return this.books.update(id, body);
  }
}
