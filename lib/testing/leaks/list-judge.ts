import type { Resource } from '../../resource/resource.js';
import type { ApiAnswer, ApiRequest } from './api-client.js';
import type { Inquiry } from './inquiry.js';
import type { SeenWorld } from './seen-world.js';
import { answeredKey, keyText, type StoredRow } from './stored-row.js';

/** What the answer to a list has to be. */
export interface ExpectedList {
  readonly resource: Resource;
  /** All rows that meet the question in the world of the principal. No others may be there. */
  readonly rows: readonly StoredRow[];
  /** Whether one that is missing tells of what may not be seen, as it does with `none` and `not`. */
  readonly isExact: boolean;
  /** Whether the page is large enough for all of them. */
  readonly isWhole: boolean;
}

/** One page as it was answered. */
export interface AnsweredPage {
  readonly count: number | null;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly unknown[];
}

/** Statuses that answer who may not ask. */
export const CLOSED_STATUSES: readonly number[] = [401, 403, 404];

/** Holds the answer to a list against what it may have; the page is handed back for those who go on from it. */
export function judgeList(
  inquiry: Inquiry,
  seen: SeenWorld,
  request: ApiRequest,
  answer: ApiAnswer,
  expected: ExpectedList,
): AnsweredPage | undefined {
  const page = readPage(inquiry, request, answer);
  if (page === undefined) return undefined;
  judgeRows(inquiry, seen, request, page, expected);
  judgeCount(inquiry, request, page, expected);
  return page;
}

/** The page of an answer; `undefined` where the question was refused. */
export function readPage(inquiry: Inquiry, request: ApiRequest, { status, json }: ApiAnswer): AnsweredPage | undefined {
  if (status !== 200) {
    if (!CLOSED_STATUSES.includes(status)) {
      inquiry.gap(`${request.method} ${request.path.split('?')[0]!} answered ${status}: ${reasonOf(json)}`);
    }
    return undefined;
  }
  const { results } = (json ?? {}) as Partial<AnsweredPage>;
  if (Array.isArray(results)) return json as AnsweredPage;
  inquiry.gap(`${request.method} ${request.path.split('?')[0]!} answered with no page`);
  return undefined;
}

/** Why a question was refused, as the problem document says it. */
function reasonOf(json: unknown): string {
  const { detail, errors } = (json ?? {}) as { detail?: string; errors?: readonly { detail?: string }[] };
  return errors?.[0]?.detail ?? detail ?? 'no reason is given';
}

function judgeRows(
  inquiry: Inquiry,
  seen: SeenWorld,
  request: ApiRequest,
  { results }: AnsweredPage,
  { resource, rows, isExact, isWhole }: ExpectedList,
): void {
  const wanted = new Map(rows.map((row) => [keyText(row.key), row]));
  const live = new Set(seen.listOf(resource).map(({ stored }) => keyText(stored.key)));
  for (const result of results) {
    const key = answeredKey(resource, result);
    if (key === undefined || wanted.delete(key)) continue;
    if (rows.some((row) => keyText(row.key) === key)) continue;
    if (!live.has(key)) inquiry.report('row', request, `The answer has ${resource.name} ${key}.`);
    else
      inquiry.report('oracle', request, `${resource.name} ${key} does not meet the question, from what may be seen.`);
  }
  const areKeysThere = results.every((result) => answeredKey(resource, result) !== undefined);
  if (results.length > rows.length && !areKeysThere) {
    inquiry.report('row', request, `The answer has ${results.length} rows, ${rows.length} are allowed.`);
  }
  if (!isExact || !isWhole || !areKeysThere) return;
  for (const key of wanted.keys()) {
    inquiry.report(
      'oracle',
      request,
      `${resource.name} ${key} meets the question, from what may be seen, and is missing.`,
    );
  }
}

function judgeCount(
  inquiry: Inquiry,
  request: ApiRequest,
  { count, next, results }: AnsweredPage,
  { rows, isExact, isWhole }: ExpectedList,
): void {
  const tells = count !== null && (isExact ? count !== rows.length : count > rows.length);
  if (tells) inquiry.report('count', request, `The count is ${count}, ${rows.length} rows may be counted.`);
  if (isWhole && next !== null && results.length >= rows.length) {
    inquiry.report('count', request, 'The answer says that more rows follow.');
  }
}
