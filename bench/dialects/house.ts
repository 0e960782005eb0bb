import { type Dialect, write } from './dialect.js';

/** The words of LightAPI, which the floor and the hand-written servers are written to understand. */
export const HOUSE: Dialect = {
  request(question) {
    switch (question.kind) {
      case 'get':
        return { method: 'GET', path: `/books/${question.id}` };
      case 'list': {
        const { authorId, priceFrom, pageSize, isCounted, include } = question;
        const selection = `authorId=${authorId}&price__gte=${priceFrom}&ordering=-publishedAt&page_size=${pageSize}`;
        const extra = `${isCounted ? '' : '&count=none'}${include === '' ? '' : `&include=${include}`}`;
        return { method: 'GET', path: `/books?${selection}${extra}` };
      }
      case 'create':
        return write('POST', '/books', question.book);
      case 'update':
        return write('PATCH', `/books/${question.id}`, question.changes);
      case 'bulk':
        return write('POST', '/books/bulk', { create: question.books });
    }
  },
  status: (kind) => (kind === 'create' ? 201 : 200),
  read(question, { body }) {
    const answer = body as { results: object[]; count: number; created: object[] };
    if (question.kind === 'bulk') return { rows: answer.created };
    if (question.kind !== 'list') return { rows: [answer] };
    return question.isCounted ? { rows: answer.results, count: answer.count } : { rows: answer.results };
  },
};

/** The same on SQLite, whose decimals are numbers to everybody but ours, and to ours text. */
export const HOUSE_ON_SQLITE: Dialect = {
  ...HOUSE,
  read(question, answer) {
    const { rows, count } = HOUSE.read(question, answer);
    return { count, rows: rows.map((row) => ({ ...row, price: Number((row as { price: unknown }).price) })) };
  },
};
