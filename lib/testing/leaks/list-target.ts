import { compileMatcher } from '../../query/matcher.js';
import type { Condition } from '../../query/question.js';
import type { Resource } from '../../resource/resource.js';
import type { ApiRequest } from './api-client.js';
import type { Inquiry } from './inquiry.js';
import { judgeList, type AnsweredPage } from './list-judge.js';
import type { SeenRow, SeenWorld } from './seen-world.js';

/** A list that can be asked: a resource's own, or that of a relation of one row. */
export interface ListTarget {
  readonly path: string;
  readonly resource: Resource;
  readonly seen: SeenWorld;
  /** Rows that may be in it. */
  readonly rows: readonly SeenRow[];
}

/** A question about a list, with what it comes to in memory. */
export interface ListQuery {
  /** Percent-encoded, without `page_size`. */
  readonly parameters?: readonly string[];
  readonly condition?: Condition;
  /** Whether all rows that meet the condition have to be there; too many are always a leak. */
  readonly isExact?: boolean;
}

/** Asks a list for its largest page and judges what comes. */
export async function askList(
  inquiry: Inquiry,
  { path, resource, seen, rows }: ListTarget,
  { parameters = [], condition, isExact = false }: ListQuery,
): Promise<AnsweredPage | undefined> {
  const { maxPageSize } = resource.limits;
  const request: ApiRequest = {
    method: 'GET',
    path: `${path}?${[...parameters, `page_size=${maxPageSize}`].join('&')}`,
  };
  const met = rowsThatMeet(rows, condition);
  const answer = await inquiry.ask(request);
  return judgeList(inquiry, seen, request, answer, {
    resource,
    rows: met.map(({ stored }) => stored),
    isExact,
    isWhole: met.length <= maxPageSize,
  });
}

export function rowsThatMeet(rows: readonly SeenRow[], condition: Condition | undefined): readonly SeenRow[] {
  if (condition === undefined) return rows;
  const holds = compileMatcher(condition);
  return rows.filter(({ values }) => holds(values));
}
