import type { ApiRequest } from '../api-client.js';
import type { Inquiry } from '../inquiry.js';
import { judgeList, readPage, type ExpectedList } from '../list-judge.js';
import { askList, type ListTarget } from '../list-target.js';
import type { Probe } from '../probe.js';

/** Pages, counts and walks of a list: none may have or count a row too many, or say that one follows. */
export function pagingProbes(target: ListTarget): readonly Probe[] {
  const { path, rows, resource } = target;
  const { maxPageSize } = resource.limits;
  const exactSize = Math.min(Math.max(rows.length, 1), maxPageSize);
  return [
    once((inquiry) => askList(inquiry, target, {})),
    once((inquiry) => askPage(inquiry, target, `page_size=${exactSize}`, rows.length <= maxPageSize)),
    once((inquiry) => askPage(inquiry, target, `page_size=${exactSize}&count=none`, rows.length <= maxPageSize)),
    once((inquiry) => askPage(inquiry, target, `page_size=1&page=${rows.length + 1}&count=none`, false)),
    once((inquiry) => askPage(inquiry, target, 'count=exact&page_size=1', rows.length <= 1)),
    once((inquiry) =>
      askRows(inquiry, target, { method: 'GET', path: `${path}?count=estimated&page_size=${maxPageSize}` }),
    ),
    once((inquiry) => askRows(inquiry, target, { method: 'GET', path })),
    once((inquiry) => inquiry.ask({ method: 'HEAD', path })),
    {
      cost: Math.min(rows.length, maxPageSize) + 2,
      run: (inquiry) => walkLinks(inquiry, target, walkSize(rows.length)),
    },
  ];
}

/** The same walks with the question in a body. */
export function searchWalkProbes(target: ListTarget, methods: readonly SearchMethod[]): readonly Probe[] {
  return methods.map(({ method, path }) => ({
    cost: 4,
    run: (inquiry) => walkCursors(inquiry, target, method, path),
  }));
}

/** A way to send a question as a body. */
export interface SearchMethod {
  readonly method: string;
  readonly path: string;
}

async function askPage(inquiry: Inquiry, target: ListTarget, query: string, isWhole: boolean): Promise<void> {
  const request: ApiRequest = { method: 'GET', path: `${target.path}?${query}` };
  judgeList(inquiry, target.seen, request, await inquiry.ask(request), { ...expectedOf(target), isWhole });
}

/** Only the rows: what the count is an estimate of is the database's business. */
async function askRows(inquiry: Inquiry, target: ListTarget, request: ApiRequest): Promise<void> {
  const answer = await inquiry.ask(request);
  const page = readPage(inquiry, request, answer);
  if (page === undefined) return;
  const bare = { ...answer, json: { ...page, count: null, next: null } };
  judgeList(inquiry, target.seen, request, bare, expectedOf(target));
}

/** From the first row to the last and back, by the links of the answers. */
async function walkLinks(inquiry: Inquiry, target: ListTarget, pageSize: number): Promise<void> {
  const found = await walk(inquiry, target, (cursor) => ({
    method: 'GET',
    path: cursor ?? `${target.path}?page_size=${pageSize}&cursor=`,
  }));
  if (found === undefined) return;
  await walk(inquiry, target, (cursor) => ({ method: 'GET', path: cursor ?? found }), 'previous');
}

async function walkCursors(inquiry: Inquiry, target: ListTarget, method: string, path: string): Promise<void> {
  const body = { page_size: walkSize(target.rows.length) };
  const requestOf = (cursor: string | undefined): ApiRequest => ({
    method,
    path,
    body: cursor === undefined ? body : { ...body, cursor },
  });
  await walk(inquiry, target, requestOf);
  const counted: ApiRequest = { method, path, body: { page_size: target.resource.limits.maxPageSize, count: 'exact' } };
  judgeList(inquiry, target.seen, counted, await inquiry.ask(counted), {
    ...expectedOf(target),
    isWhole: target.rows.length <= target.resource.limits.maxPageSize,
  });
}

/** Follows the links of one direction; answers with the last `previous` that there was. */
async function walk(
  inquiry: Inquiry,
  target: ListTarget,
  requestOf: (cursor: string | undefined) => ApiRequest,
  direction: 'next' | 'previous' = 'next',
): Promise<string | undefined> {
  let cursor: string | undefined;
  let back: string | undefined;
  let rows = 0;
  for (let steps = 0; steps <= target.rows.length + 1; steps++) {
    const request = requestOf(cursor);
    const page = judgeList(inquiry, target.seen, request, await inquiry.ask(request), expectedOf(target));
    if (page === undefined) return undefined;
    rows += page.results.length;
    if (rows > target.rows.length) {
      inquiry.report('row', request, `The walk has come to ${rows} rows, ${target.rows.length} are allowed.`);
      return undefined;
    }
    back = page.previous ?? back;
    if (page[direction] === null) return back && local(back);
    if (direction === 'next' && rows === target.rows.length) {
      inquiry.report('count', request, 'The answer says that more rows follow.');
    }
    cursor = local(page[direction]);
  }
  return back && local(back);
}

function expectedOf({ resource, rows }: ListTarget): ExpectedList {
  return { resource, rows: rows.map(({ stored }) => stored), isExact: false, isWhole: false };
}

/** A link without its origin; a cursor as it is. */
function local(link: string): string {
  return link.replace(/^https?:\/\/[^/]+/, '');
}

function walkSize(rows: number): number {
  return Math.max(1, Math.min(2, Math.ceil(rows / 2)));
}

function once(ask: (inquiry: Inquiry) => Promise<unknown>): Probe {
  return {
    cost: 1,
    run: async (inquiry) => {
      await ask(inquiry);
    },
  };
}
