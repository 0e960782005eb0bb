import type { Visibility } from '../../../query/question.js';
import type { Payload } from '../../../resource/payload.js';
import type { StoredItem } from '../../resource-repository.js';
import { isAboutRow, placeError } from '../errors/placed-error.js';
import type { RelationWrites } from '../relation-writes/relation-writes.js';
import type { SetColumn } from '../set-column.js';
import type { CreateOperation } from './create.operation.js';
import type { Engine } from './engine.factory.js';
import type { InsertLayout, InsertRow } from './insert-layout.js';
import type { LinkedTable } from './linked-table.js';
import type { ManyInsertBuilder } from './many-insert.js';
import { createArrayInsert } from './postgres/array-insert.builder.js';
import { createValuesInsert } from './values-insert.builder.js';

/** Rows of one layout, with the places that they had in the request. */
interface Group {
  readonly layout: InsertLayout;
  readonly rows: InsertRow[];
  readonly places: number[];
}

/**
 * Inserts many rows or none, and answers with them in the order in which they came: with one statement for all that bring
 * the same columns where the engine takes them so, else one by one.
 */
export class CreateManyOperation {
  private readonly builder: ManyInsertBuilder | undefined;

  /** @param map what an error of the database is in the API. */
  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly creates: CreateOperation,
    private readonly relations: RelationWrites,
    private readonly map: (error: unknown) => unknown,
  ) {
    this.builder = builderFor(table, engine);
  }

  createMany(
    payloads: readonly Payload[],
    visibility: Visibility,
    set?: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> {
    const { returning } = this.creates.answer;
    const isPlain = !payloads.some((payload) => this.relations.concerns(payload));
    if (this.builder === undefined || returning === undefined || payloads.length < 2 || !isPlain) {
      return this.engine.transaction(() => this.createEach(payloads, visibility, set));
    }
    const { builder } = this;
    return this.engine.transaction(async () => {
      const groups = this.groupsOf(payloads, set);
      if (groups.some(({ layout }) => layout.columns.length === 0)) return this.createEach(payloads, visibility, set);
      try {
        // A statement that fails leaves nothing behind; several of them need a savepoint for that.
        const isOne = groups.length === 1 && builder.sizeFor(payloads.length) === payloads.length;
        const insert = (): Promise<readonly StoredItem[]> =>
          this.insertGroups(groups, payloads.length, returning, builder);
        return await (isOne ? insert() : this.engine.transaction(insert));
      } catch (error) {
        if (!isAboutRow(this.map(error))) throw error;
        // The database does not say which of the rows it was, and one row may need another that came before it.
        return this.createEach(payloads, visibility, set);
      }
    });
  }

  private async createEach(
    payloads: readonly Payload[],
    visibility: Visibility,
    set?: readonly SetColumn[],
  ): Promise<readonly StoredItem[]> {
    const items: StoredItem[] = [];
    for (const [index, payload] of payloads.entries()) {
      try {
        items.push(await this.createOne(payload, visibility, set));
      } catch (error) {
        throw placeError(this.map(error), `/${index}`);
      }
    }
    return items;
  }

  private createOne(payload: Payload, visibility: Visibility, set: readonly SetColumn[] = []): Promise<StoredItem> {
    if (!this.relations.concerns(payload)) return this.creates.create(payload, set);
    return this.relations.create(payload, visibility, (owned) => this.creates.create(payload, [...owned, ...set]));
  }

  private groupsOf(payloads: readonly Payload[], set?: readonly SetColumn[]): readonly Group[] {
    const groups = new Map<InsertLayout, Group>();
    for (const [place, payload] of payloads.entries()) {
      const row = this.creates.rowOf(payload, set);
      let group = groups.get(row.layout);
      if (group === undefined) groups.set(row.layout, (group = { layout: row.layout, rows: [], places: [] }));
      group.rows.push(row);
      group.places.push(place);
    }
    return [...groups.values()];
  }

  private async insertGroups(
    groups: readonly Group[],
    total: number,
    returning: string,
    builder: ManyInsertBuilder,
  ): Promise<readonly StoredItem[]> {
    const items = Array.from<StoredItem>({ length: total });
    for (const { layout, rows, places } of groups) {
      for (let start = 0, size = 0; start < rows.length; start += size) {
        size = builder.sizeFor(rows.length - start);
        const part = rows.slice(start, start + size);
        const { template, parameters } = await builder.build(layout, part, returning);
        const result = await this.engine.runner.run(template, parameters, 'write');
        if (result.rows.length !== part.length) throw new Error(`${this.table.path} did not answer with every row.`);
        for (const [index, row] of result.rows.entries()) {
          items[places[start + index]!] = this.creates.stored(result, row);
        }
      }
    }
    return items;
  }
}

/** MySQL does not answer with the rows that it inserts. */
function builderFor(table: LinkedTable, engine: Engine): ManyInsertBuilder | undefined {
  switch (table.dataSource.options.type) {
    case 'postgres':
      return createArrayInsert(table, engine);
    case 'better-sqlite3':
      return createValuesInsert(table, preparedSize);
    default:
      return engine.dialect.returning.insert ? createValuesInsert(table, packetSize) : undefined;
  }
}

/** Few sizes, because SQLite keeps each prepared: hundreds, then tens, then single rows. */
function preparedSize(left: number): number {
  if (left >= 100) return 100;
  return left >= 10 ? 10 : 1;
}

/** So many rows stay below the `max_allowed_packet` of a MariaDB server. */
function packetSize(left: number): number {
  return Math.min(left, 500);
}
