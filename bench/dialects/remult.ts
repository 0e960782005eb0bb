import { type Dialect, write } from './dialect.js';

export const REMULT: Dialect = {
  request(question) {
    switch (question.kind) {
      case 'get':
        return { method: 'GET', path: `/api/books/${question.id}` };
      case 'list': {
        // Its routes do not embed relations; its client asks once more for them.
        if (question.include !== '') return undefined;
        const filter = `authorId=${question.authorId}&price.gte=${question.priceFrom}`;
        const page = `${filter}&_sort=publishedAt,id&_order=desc,asc&_limit=${question.pageSize}`;
        // What its client sends for a page with aggregates.
        if (question.isCounted) return write('POST', `/api/books?${page}&__action=query`, { where: {}, aggregate: {} });
        return { method: 'GET', path: `/api/books?${page}` };
      }
      case 'create':
        return write('POST', '/api/books', question.book);
      case 'update':
        return write('PUT', `/api/books/${question.id}`, question.changes);
      case 'bulk':
        // With more requests at once than it has connections, its transactions stand still for ever.
        return undefined;
    }
  },
  status: (kind) => (kind === 'create' ? 201 : 200),
  read(question, { body }) {
    if (question.kind !== 'list') return { rows: [body as object] };
    if (!question.isCounted) return { rows: body as object[] };
    const { items, aggregates } = body as { items: object[]; aggregates: { $count: number } };
    return { rows: items, count: aggregates.$count };
  },
};
