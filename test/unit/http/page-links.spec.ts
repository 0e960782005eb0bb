import { describe, expect, it } from 'vitest';
import { JsonText } from '../../../lib/common/json-text.js';
import { linkHeader, pagePosition } from '../../../lib/http/page-links.js';
import { ALL_VISIBLE, type ListQuestion } from '../../../lib/query/question.js';

function question(changes: Partial<ListQuestion> = {}): ListQuestion {
  return {
    kind: 'list',
    filter: undefined,
    sort: [],
    page: 1,
    pageSize: 20,
    count: 'exact',
    fields: [],
    cursor: undefined,
    includes: [],
    deleted: 'without',
    parent: undefined,
    visibility: ALL_VISIBLE,
    parameters: [],
    ...changes,
  };
}

function result(total: number | undefined, hasMore = false) {
  return { rows: new JsonText('[]'), length: 0, hasMore, total };
}

describe('pagePosition', () => {
  it('has one page when nothing matches', () => {
    expect(pagePosition(question(), result(0), '/books', 10_000)).toEqual({
      count: 0,
      pages: 1,
      next: null,
      previous: null,
      first: '/books?page=1',
      last: '/books?page=1',
    });
  });

  it('leads back to the last page from beyond it', () => {
    const position = pagePosition(question({ page: 9 }), result(45), '/books', 10_000);
    expect(position).toMatchObject({ next: null, previous: '/books?page=3', pages: 3 });
  });

  it('offers no page that the offset limit refuses', () => {
    const position = pagePosition(question({ page: 6 }), result(1000), '/books', 100);
    expect(position).toMatchObject({ next: null, last: null, pages: 50 });
    expect(linkHeader(position)).toBe('</books?page=1>; rel="first", </books?page=5>; rel="prev"');
  });

  it('goes by what follows when nothing was counted', () => {
    const position = pagePosition(
      question({ page: 2, count: 'none' }),
      result(undefined, true),
      'https://api.test/books',
      10_000,
    );
    expect(position).toEqual({
      count: null,
      pages: null,
      next: 'https://api.test/books?page=3',
      previous: 'https://api.test/books?page=1',
      first: 'https://api.test/books?page=1',
      last: null,
    });
  });

  it('repeats the parameters of the question, percent-encoded', () => {
    const parameters = [
      ['title__contains', 'a&b=ä'],
      ['id__in', '1'],
      ['id__in', '2,3'],
    ] as const;
    expect(pagePosition(question({ parameters }), result(50), '/books', 10_000).next).toBe(
      '/books?title__contains=a%26b%3D%C3%A4&id__in=1,2%2C3&page=2',
    );
  });

  it('keeps the header shorter than what proxies take', () => {
    const header = (length: number, page = 2) => {
      const parameters = [['title', 'x'.repeat(length)]] as const;
      return linkHeader(pagePosition(question({ parameters, page }), result(100), '/books', 10_000));
    };
    expect(header(500)).toContain('rel="last"');
    expect(header(1000)).toMatch(/^<[^>]+>; rel="prev", <[^>]+>; rel="next"$/);
    expect(header(7000)).toBeUndefined();
    expect(header(7000, 1)).toBeUndefined();
  });
});
