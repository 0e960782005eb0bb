import { writeQueryText } from '../query/query-text.js';
import type { ListQuestion } from '../query/question.js';

/** Characters of a `Link` header; the smallest buffer that a common proxy has for all headers of an answer is 4 KiB. */
const LONGEST_HEADER = 3072;

/** What is known of the rows that match. */
export interface CountedPage {
  /** Rows in all; `undefined` when they were not counted. */
  readonly total: number | undefined;
  /** Whether a row follows this page. */
  readonly hasMore: boolean;
}

/** Where a page stands among the others. `count` and `pages` are null when nothing was counted. */
export interface PagePosition {
  readonly count: number | null;
  readonly pages: number | null;
  readonly next: string | null;
  readonly previous: string | null;
  readonly first: string;
  readonly last: string | null;
}

/** Computes the links of a page; `base` is the path, or origin and path, that they start with. */
export function pagePosition(
  question: ListQuestion,
  result: CountedPage,
  base: string,
  maxOffset: number,
): PagePosition {
  const { page, pageSize } = question;
  const { total } = result;
  const { count, pages } = countsOf(question, result);
  const reachable = Math.floor(maxOffset / pageSize) + 1;
  const hasNext = total === undefined ? result.hasMore : page * pageSize < total;
  const link = linkFactory(question, base);
  return {
    count,
    pages,
    next: hasNext && page < reachable ? link(page + 1) : null,
    previous: page > 1 ? link(pages === null ? page - 1 : Math.min(page - 1, pages)) : null,
    first: link(1),
    last: pages === null || pages > reachable ? null : link(pages),
  };
}

/** Rows and pages in all, where they were counted. */
export function countsOf(
  { pageSize }: ListQuestion,
  { total }: Pick<CountedPage, 'total'>,
): Pick<PagePosition, 'count' | 'pages'> {
  return { count: total ?? null, pages: total === undefined ? null : Math.max(1, Math.ceil(total / pageSize)) };
}

/**
 * The `Link` header field of a page (RFC 8288 §3). Each link repeats the question, and clients and proxies refuse long
 * headers: past {@link LONGEST_HEADER} only the neighbours are left, and `undefined` past it again.
 */
export function linkHeader({ next, previous, first, last }: PagePosition): string | undefined {
  let neighbours = '';
  if (previous !== null) neighbours += `, <${previous}>; rel="prev"`;
  if (next !== null) neighbours += `, <${next}>; rel="next"`;
  const lastLink = last === null ? '' : `, <${last}>; rel="last"`;
  const header = `<${first}>; rel="first"${neighbours}${lastLink}`;
  if (header.length <= LONGEST_HEADER) return header;
  return neighbours !== '' && neighbours.length <= LONGEST_HEADER ? neighbours.slice(2) : undefined;
}

function linkFactory({ parameters }: ListQuestion, base: string): (page: number) => string {
  const kept = writeQueryText(parameters);
  const prefix = kept === '' ? `${base}?page=` : `${base}?${kept}&page=`;
  return (page) => prefix + page;
}
