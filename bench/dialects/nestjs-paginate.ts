import type { Dialect } from './dialect.js';

/** It reads lists and nothing else. Without a count it pages by cursor, on a route of its own. */
export const NESTJS_PAGINATE: Dialect = {
  request(question) {
    if (question.kind !== 'list' || question.include === 'author,reviews') return undefined;
    const { authorId, priceFrom, pageSize, isCounted, include } = question;
    const route = `/books${isCounted ? '' : '/stream'}${include === '' ? '' : '/with-author'}`;
    const filter = `filter.authorId=$eq:${authorId}&filter.price=$gte:${priceFrom}`;
    return { method: 'GET', path: `${route}?${filter}&sortBy=publishedAt:DESC&sortBy=id:ASC&limit=${pageSize}` };
  },
  status: () => 200,
  read(question, { body }) {
    const { data, meta } = body as { data: object[]; meta: { totalItems: number } };
    return question.kind === 'list' && question.isCounted ? { rows: data, count: meta.totalItems } : { rows: data };
  },
};
