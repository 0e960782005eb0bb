import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import { withTieBreak } from '../../../lib/query/tie-break.js';
import type { Relation, Resource, SortKey } from '../../../lib/resource/resource.js';
import type { LibraryTable, StoredRow } from '../../contract/fixtures/library/rows.js';

/** A key of an order as it is printed: `-writer.name`. */
export type SortName = string;

/** A walk through a list, with rows that come in while it goes on. */
export interface Walk {
  readonly table: LibraryTable;
  readonly ordering: readonly SortName[];
  readonly pageSize: number;
  /** Rows that are inserted beside each page, and beside the next ones. */
  readonly arrivals: readonly (readonly StoredRow[])[];
}

/** Walks through a table whose further rows are made by `anyArrival`. */
export function anyWalk(resource: Resource, table: LibraryTable, anyArrival: Arbitrary<StoredRow>): Arbitrary<Walk> {
  return fc.record({
    table: fc.constant(table),
    ordering: fc.uniqueArray(anySortName(resource), { maxLength: 4, selector: (name) => name.replace('-', '') }),
    pageSize: fc.integer({ min: 1, max: 6 }),
    arrivals: fc.array(fc.array(anyArrival, { maxLength: 2 }), { maxLength: 8 }),
  });
}

/** The complete order that the names stand for. */
export function toSort(resource: Resource, ordering: readonly SortName[]): readonly SortKey[] {
  return withTieBreak(
    ordering.map((name) => toSortKey(resource, name)),
    resource.key,
  );
}

/** A field to sort by, of the row itself or of rows that to-one relations lead to. */
export function anySortName(resource: Resource): Arbitrary<SortName> {
  const names = [...sortable(resource)];
  for (const relation of resource.relations.values()) {
    if (relation.kind === 'many') continue;
    names.push(...sortable(relation.target).map((name) => `${relation.name}.${name}`));
    for (const next of relation.target.relations.values()) {
      if (next.kind === 'one')
        names.push(...sortable(next.target).map((name) => `${relation.name}.${next.name}.${name}`));
    }
  }
  return fc.tuple(fc.constantFrom('', '-'), fc.constantFrom(...names)).map((parts) => parts.join(''));
}

function sortable({ fields }: Resource): string[] {
  return fields.filter((field) => field.sortable).map(({ name }) => name);
}

function toSortKey(resource: Resource, name: SortName): SortKey {
  const direction = name.startsWith('-') ? 'desc' : 'asc';
  const path = name.replace('-', '').split('.');
  const via: Relation[] = [];
  let owner = resource;
  // What is left is the field, whose name has points where columns live under one.
  for (let step = owner.relations.get(path[0]!); step !== undefined; step = owner.relations.get(path[0]!)) {
    path.shift();
    via.push(step);
    owner = step.target;
  }
  return { field: owner.fieldByName.get(path.join('.'))!, direction, ...(via.length > 0 && { via }) };
}
