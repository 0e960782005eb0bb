import { type Dialect, write } from './dialect.js';

export const DATAUI_CRUD: Dialect = {
  request(question) {
    switch (question.kind) {
      case 'get':
        return { method: 'GET', path: `/books/${question.id}` };
      case 'list': {
        // Joins all reviews of all books, and has no way to ask for the last three.
        if (question.include === 'author,reviews') return undefined;
        const filter = `filter=authorId||$eq||${question.authorId}&filter=price||$gte||${question.priceFrom}`;
        const order = `sort=publishedAt,DESC&sort=id,ASC&limit=${question.pageSize}`;
        const extra = `${question.isCounted ? '&page=1' : ''}${question.include === '' ? '' : '&join=author'}`;
        return { method: 'GET', path: `/books?${filter}&${order}${extra}`.replaceAll('|', '%7C') };
      }
      case 'create':
        return write('POST', '/books', question.book);
      case 'update':
        return write('PATCH', `/books/${question.id}`, question.changes);
      case 'bulk':
        return write('POST', '/books/bulk', { bulk: question.books });
    }
  },
  status: (kind) => (kind === 'create' || kind === 'bulk' ? 201 : 200),
  read(question, { body }) {
    if (question.kind === 'bulk') return { rows: body as object[] };
    if (question.kind !== 'list') return { rows: [body as object] };
    if (!question.isCounted) return { rows: body as object[] };
    const { data, total } = body as { data: object[]; total: number };
    return { rows: data, count: total };
  },
};
