import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import type { CountMode, Relation, Resource } from '../../../lib/resource/resource.js';
import type { DeletedRows } from '../../../lib/query/question.js';
import type { Tree } from '../../contract/fixtures/library/tree.js';
import type { AnyTree } from './tree.js';
import { anySortName, type SortName } from './walk.js';

/** Levels of includes. */
const INCLUDE_DEPTH = 2;

/** What comes with each row, by name. */
export interface AskedInclude {
  readonly name: string;
  readonly fields: readonly string[];
  readonly pageSize: number;
  readonly ordering: readonly SortName[];
  readonly includes: readonly AskedInclude[];
}

/** What every question has. */
interface AskedRows {
  readonly table: string;
  readonly filter: Tree | undefined;
  /** Conditions on rows of any table, wherever they turn up. */
  readonly rules: Readonly<Record<string, Tree>>;
  /** `undefined`: those that an answer has unless it is asked for others. */
  readonly fields: readonly string[] | undefined;
  readonly includes: readonly AskedInclude[];
  readonly deleted: DeletedRows;
}

/** A question about many rows, as a failure prints it. */
export interface AskedList extends AskedRows {
  readonly kind: 'list';
  readonly ordering: readonly SortName[];
  readonly pageSize: number;
  /** The number of a page, or the way that a walk goes. */
  readonly page: number | 'after' | 'before';
  readonly count: CountMode;
  /** Only the rows that this relation of that row leads to; taken from a table, counted from its first row. */
  readonly parent: { readonly table: string; readonly relation: string; readonly index: number } | undefined;
}

/** A question about one row: the one with this index in its table, or none where there are less. */
export interface AskedItem extends AskedRows {
  readonly kind: 'item';
  readonly index: number;
}

export type AskedQuestion = AskedList | AskedItem;

/** Questions about the tables of a graph, of everything that there is to ask. */
export function anyQuestion(
  resources: ReadonlyMap<string, Resource>,
  tables: readonly string[],
  anyTree: AnyTree,
): Arbitrary<AskedQuestion> {
  const rules = Object.fromEntries(
    [...resources].map(([name, resource]): [string, Arbitrary<Tree>] => [name, anyTree.about(resource, 2)]),
  );
  const anyRules = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.record(rules, { requiredKeys: [] }) },
  );
  const questions = tables.map((table) => {
    const resource = resources.get(table)!;
    const rows = {
      table: fc.constant(table),
      filter: fc.option(anyTree.about(resource), { nil: undefined, freq: 1 }),
      rules: anyRules as Arbitrary<Record<string, Tree>>,
      fields: fc.option(anyFields(resource), { nil: undefined, freq: 2 }),
      includes: anyIncludes(resource, INCLUDE_DEPTH),
      deleted: anyDeleted(resource),
    };
    const list = fc.record<AskedList>({
      kind: fc.constant('list'),
      ...rows,
      ordering: anyOrdering(resource),
      pageSize: fc.integer({ min: 1, max: 10 }),
      page: fc.constantFrom<AskedList['page'][]>(1, 1, 1, 2, 3, 'after', 'after', 'before'),
      count: fc.constantFrom('exact', 'estimated', 'none'),
      parent: fc.option(anyParent(resources, resource), { nil: undefined, freq: 5 }).map((one) => one ?? undefined),
    });
    const item = fc.record<AskedItem>({ kind: fc.constant('item'), ...rows, index: fc.integer({ min: 0, max: 12 }) });
    return fc.oneof({ weight: 4, arbitrary: list }, { weight: 1, arbitrary: item });
  });
  return fc.oneof(...questions);
}

function anyFields({ representation, relations }: Resource): Arbitrary<readonly string[]> {
  const names = representation.read.map(({ name }) => name);
  return fc.subarray(names, { minLength: relations.size > 0 ? 0 : 1, maxLength: Math.min(names.length, 8) });
}

function anyOrdering(resource: Resource): Arbitrary<readonly SortName[]> {
  return fc.uniqueArray(anySortName(resource), { maxLength: 3, selector: (name) => name.replace('-', '') });
}

function anyDeleted({ softDeletes }: Resource): Arbitrary<DeletedRows> {
  return softDeletes ? fc.constantFrom('without', 'without', 'with', 'only') : fc.constant('without');
}

function anyIncludes(resource: Resource, depth: number): Arbitrary<readonly AskedInclude[]> {
  const relations = [...resource.relations.values()];
  if (depth === 0 || relations.length === 0) return fc.constant([]);
  const one = fc.constantFrom(...relations).chain((relation) => anyInclude(relation, depth));
  return fc.oneof(
    { weight: depth === INCLUDE_DEPTH ? 1 : 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.uniqueArray(one, { minLength: 1, maxLength: 2, selector: ({ name }) => name }) },
  );
}

function anyInclude({ name, target }: Relation, depth: number): Arbitrary<AskedInclude> {
  return fc.record({
    name: fc.constant(name),
    fields: anyFields(target),
    pageSize: fc.integer({ min: 1, max: 4 }),
    ordering: anyOrdering(target),
    includes: anyIncludes(target, depth - 1),
  });
}

function anyParent(
  resources: ReadonlyMap<string, Resource>,
  target: Resource,
): Arbitrary<NonNullable<AskedList['parent']> | undefined> {
  const leading = [...resources.values()].flatMap(({ name: table, relations }) =>
    [...relations.values()]
      .filter((relation) => relation.target === target && relation.kind === 'many')
      .map(({ name: relation }) => ({ table, relation })),
  );
  if (leading.length === 0) return fc.constant(undefined);
  return fc
    .tuple(fc.constantFrom(...leading), fc.integer({ min: 0, max: 6 }))
    .map(([relation, index]) => ({ ...relation, index }));
}
