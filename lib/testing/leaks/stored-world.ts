import type { INestApplicationContext } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { LinkedFeature } from '../../light-api.linked-feature.js';
import { linkKey } from '../../repository/resource-repository.js';
import type { Field } from '../../resource/field.js';
import { ResourceRegistry } from '../../resource/resource.registry.js';
import type { Relation, Resource } from '../../resource/resource.js';
import { keyText, type StoredRow } from './stored-row.js';
import { loadRecords, loadStoredRows } from './stored-rows.loader.js';

/** A resource with everything that is stored of it. */
export interface StoredResource {
  readonly resource: Resource;
  readonly dataSource: DataSource;
  /** Every column, also those that no client may know of. */
  readonly columns: readonly Field[];
  /** Names of TypeORM's relations that the resource does not declare. */
  readonly undeclared: readonly string[];
  rows: readonly StoredRow[];
  byKey: ReadonlyMap<string, StoredRow>;
}

/** All rows of an application, loaded and joined without any rule: what answers are held against. */
export class StoredWorld {
  private constructor(readonly stored: ReadonlyMap<Resource, StoredResource>) {}

  static async load(app: INestApplicationContext): Promise<StoredWorld> {
    const registry = app.get<ResourceRegistry<LinkedFeature>>(ResourceRegistry, { strict: false });
    const stored = registry.features.flatMap(({ pending }) =>
      pending.map(({ resource, columns }): [Resource, StoredResource] => {
        const dataSource = app.get<DataSource>(getDataSourceToken(resource.dataSource), { strict: false });
        const declared = new Set([...resource.relations.values()].map(({ property }) => property));
        const undeclared = dataSource
          .getMetadata(resource.entity as never)
          .relations.map(({ propertyPath }) => propertyPath)
          .filter((property) => !declared.has(property));
        const entry = { resource, dataSource, columns: [...columns.values()], undeclared };
        return [resource, { ...entry, rows: [], byKey: new Map() }];
      }),
    );
    const world = new StoredWorld(new Map(stored));
    await world.reload();
    return world;
  }

  get resources(): readonly StoredResource[] {
    return [...this.stored.values()];
  }

  of(resource: Resource): StoredResource {
    return this.stored.get(resource)!;
  }

  async reload(): Promise<void> {
    for (const entry of this.stored.values()) await this.loadRows(entry);
    for (const { resource } of this.stored.values()) {
      for (const relation of resource.relations.values()) await this.join(relation);
    }
  }

  /** What is stored of a resource now, as one text for each row. */
  async snapshot({ resource, dataSource, columns }: StoredResource): Promise<ReadonlyMap<string, string>> {
    const rows = await loadStoredRows(dataSource, resource, columns);
    return new Map(rows.map((row) => [keyText(row.key), rowText(row)]));
  }

  private async loadRows(entry: StoredResource): Promise<void> {
    entry.rows = await loadStoredRows(entry.dataSource, entry.resource, entry.columns);
    entry.byKey = new Map(entry.rows.map((row) => [keyText(row.key), row]));
  }

  /** Puts the rows on the other side of a relation into those of this side. */
  private async join(relation: Relation): Promise<void> {
    const source = this.of(relation.source);
    const targets = this.of(relation.target).rows;
    const relatedTo = await this.joinOf(relation, source.dataSource, targets);
    for (const row of source.rows) {
      const related = relatedTo(row);
      row.values[relation.name] =
        relation.kind === 'many' ? related.map(({ values }) => values) : (related[0]?.values ?? null);
    }
  }

  private async joinOf(
    { source, property }: Relation,
    dataSource: DataSource,
    targets: readonly StoredRow[],
  ): Promise<(row: StoredRow) => readonly StoredRow[]> {
    const stored = dataSource.getMetadata(source.entity as never).findRelationWithPropertyPath(property)!;
    const owner = stored.isOwning ? stored : stored.inverseRelation!;
    const junction = owner.junctionEntityMetadata;
    if (junction === undefined) {
      const near = owner.joinColumns;
      const far = near.map((column) => column.referencedColumn!);
      const [own, other] = stored.isOwning ? [near, far] : [far, near];
      const found = groupBy(targets, ({ columns }) => joinText(columns, other));
      return ({ columns }) => found.get(joinText(columns, own) ?? '') ?? [];
    }
    const [toOwn, toOther] = stored.isOwning
      ? [owner.joinColumns, owner.inverseJoinColumns]
      : [owner.inverseJoinColumns, owner.joinColumns];
    const pairs = groupBy(await loadRecords(dataSource, junction), (record) => joinText(record, toOwn));
    const far = referenced(toOther);
    const found = groupBy(targets, ({ columns }) => joinText(columns, far));
    const near = referenced(toOwn);
    return ({ columns }) =>
      (pairs.get(joinText(columns, near) ?? '') ?? []).flatMap(
        (record) => found.get(joinText(record, toOther) ?? '') ?? [],
      );
  }
}

/** Every column of a row as one text. */
export function rowText({ json }: StoredRow): string {
  return JSON.stringify([...json].map(([{ name }, value]) => [name, value]));
}

function referenced(columns: readonly ColumnMetadata[]): ColumnMetadata[] {
  return columns.map((column) => column.referencedColumn!);
}

/** `undefined` for a join that leads nowhere. */
function joinText(record: ReadonlyMap<string, unknown>, columns: readonly ColumnMetadata[]): string | undefined {
  const values = columns.map((column) => record.get(column.databaseName));
  return values.some((value) => value === null || value === undefined) ? undefined : linkKey(values);
}

function groupBy<Item>(items: readonly Item[], textOf: (item: Item) => string | undefined): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const text = textOf(item);
    if (text !== undefined) groups.set(text, [...(groups.get(text) ?? []), item]);
  }
  return groups;
}
