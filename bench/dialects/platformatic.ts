import { storedBook } from '../stored-book.js';
import { type Dialect, write } from './dialect.js';

export const PLATFORMATIC: Dialect = {
  request(question) {
    switch (question.kind) {
      case 'get':
        return { method: 'GET', path: `/books/${question.id}` };
      case 'list': {
        // Relations are routes of their own: /books/1/author.
        if (question.include !== '') return undefined;
        const filter = `where.authorId.eq=${question.authorId}&where.price.gte=${question.priceFrom}`;
        const order = `orderby.publishedAt=desc&orderby.id=asc&limit=${question.pageSize}`;
        return { method: 'GET', path: `/books/?${filter}&${order}${question.isCounted ? '&totalCount=true' : ''}` };
      }
      case 'create':
        return write('POST', '/books/', question.book);
      case 'update':
        // It has no PATCH, and its PUT wants every column that has to be there.
        return write('PUT', `/books/${question.id}`, { ...storedBook(question.id), ...question.changes });
      case 'bulk':
        return undefined;
    }
  },
  status: () => 200,
  read(question, { head, body }) {
    const rows = Array.isArray(body) ? (body as object[]) : [body as object];
    if (question.kind !== 'list' || !question.isCounted) return { rows };
    return { rows, count: Number(/\r\nx-total-count: (\d+)/i.exec(head)?.[1]) };
  },
};
