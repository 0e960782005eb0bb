import { expect, it } from 'vitest';
import { ANONYMOUS } from '../../../lib/common/principal.js';
import { JsonText } from '../../../lib/common/json-text.js';
import type { RowsToCheck } from '../../../lib/policy/permit-check.js';
import type { Comparison, Junction, ListQuestion } from '../../../lib/query/question.js';
import { missingRows } from '../../../lib/service/missing-rows.js';
import { conditionText } from '../query/condition-text.js';
import { ID, makeResource, TITLE } from '../query/resource.fixture.js';
import { FakeRepository } from './fake-repository.js';

const NEW: RowsToCheck['condition'] = { kind: 'comparison', field: TITLE, operator: 'eq', value: 'new' };
const book = makeResource();

/** Has the rows with these ids, and counts its statements. */
class Shelf extends FakeRepository {
  readonly asked: string[] = [];

  constructor(private readonly ids: ReadonlySet<number>) {
    super([]);
  }

  override list(question?: ListQuestion) {
    const [keys, rule] = (question!.filter as Junction).conditions;
    const wanted = (keys as Comparison).value as number[];
    this.asked.push(`list ${wanted.length} ${conditionText(rule)} ${question!.pageSize} ${question!.count}`);
    const length = wanted.filter((id) => this.ids.has(id)).length;
    return Promise.resolve({ rows: new JsonText('[]'), length, hasMore: false, total: undefined, edges: undefined });
  }

  override read(question: Parameters<FakeRepository['read']>[0]) {
    this.asked.push(`read ${String(question.key[0])} ${conditionText(question.filter)}`);
    const isThere = this.ids.has(question.key[0] as number);
    return Promise.resolve(isThere ? { row: new JsonText('{}'), version: undefined } : undefined);
  }
}

function ask(shelf: Shelf, ids: readonly number[]): Promise<readonly number[]> {
  const keys = ids.map((id) => [id]);
  return missingRows(shelf, { resource: book, keyFields: [ID], keys, condition: NEW, principal: ANONYMOUS });
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

it('asks for one row by its key', async () => {
  const shelf = new Shelf(new Set([1]));
  expect([await ask(shelf, [1]), await ask(shelf, [2]), await ask(shelf, [])]).toEqual([[], [0], []]);
  expect(shelf.asked).toEqual(['read 1 rule(title eq new)', 'read 2 rule(title eq new)']);
});

it('asks for many with one statement', async () => {
  const shelf = new Shelf(new Set(range(600)));
  expect(await ask(shelf, range(600))).toEqual([]);
  expect(shelf.asked).toEqual(['list 500 rule(title eq new) 500 none', 'list 100 rule(title eq new) 100 none']);
});

it('finds those that are missing one by one', async () => {
  const shelf = new Shelf(new Set([1, 3, 5, 7]));
  expect(await ask(shelf, [1, 2, 3, 4, 5])).toEqual([1, 3]);
  expect(shelf.asked).toHaveLength(6);
});
