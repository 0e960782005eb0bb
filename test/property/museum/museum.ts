import { DataSource, type DataSourceOptions, type ObjectLiteral } from 'typeorm';
import { compileResources } from '../../../lib/compiler/compile.js';
import { linkRelations } from '../../../lib/compiler/link.js';
import { supportedOperators } from '../../../lib/query/operator-table.js';
import type { Resource } from '../../../lib/resource/resource.js';
import type { StoredRow } from '../../contract/fixtures/library/rows.js';
import { createTestDatabase, type Engine, type TestDatabase } from '../../e2e/harness/test-databases.js';
import { createMuseumEntities } from './entities.js';

/** In the order in which rows that others refer to come first. */
export const MUSEUM_TABLES = ['Room', 'Car', 'Truck', 'Exhibit'] as const;

export type MuseumRows = Readonly<Record<(typeof MUSEUM_TABLES)[number], readonly StoredRow[]>>;

/** A museum in a database of its own: what differs from engine to engine in columns. */
export class Museum {
  private constructor(
    readonly resources: ReadonlyMap<string, Resource>,
    readonly dataSource: DataSource,
    private readonly database: TestDatabase,
  ) {}

  static async open(engine: Engine): Promise<Museum> {
    const database = await createTestDatabase(engine);
    const entities = createMuseumEntities(engine);
    const dataSource = new DataSource({ ...database.options, entities } as DataSourceOptions);
    await dataSource.initialize();
    return new Museum(compileMuseum(engine), dataSource, database);
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.database.drop();
  }

  /** Puts these rows in the place of all others. */
  async fill(rows: MuseumRows): Promise<void> {
    for (const table of MUSEUM_TABLES.toReversed()) {
      await this.dataSource.createQueryBuilder().delete().from(table).execute();
    }
    for (const table of MUSEUM_TABLES) await this.insert(table, rows[table]);
  }

  private async insert(table: string, rows: readonly StoredRow[]): Promise<void> {
    if (rows.length === 0) return;
    const metadata = this.dataSource.getMetadata(table);
    const { fieldByName } = this.resources.get(table)!;
    const entities = rows.map((row) => {
      const entity: ObjectLiteral = {};
      for (const [name, value] of Object.entries(row)) {
        metadata.findColumnWithPropertyPath(fieldByName.get(name)!.property)!.setEntityValue(entity, value);
      }
      return entity;
    });
    // Keys that TypeORM would let the database count have to be named.
    const columns = metadata.columns.map(({ propertyPath }) => propertyPath);
    const insert = this.dataSource.createQueryBuilder().insert().into(metadata.target, columns);
    await insert.values(entities).updateEntity(false).execute();
  }
}

/** The resources by name. Every operator that a field supports may be used. */
export function compileMuseum(engine: Engine): ReadonlyMap<string, Resource> {
  const relations: Readonly<Record<string, readonly string[]>> = {
    Room: ['exhibits'],
    Exhibit: ['room', 'carrier', 'original', 'copies'],
  };
  const declarations = createMuseumEntities(engine).map((entity) => {
    const { name } = entity.options;
    return {
      entity,
      relations: relations[name] ?? [],
      ...(name === 'Room' && { softDelete: { show: true, restore: true } }),
    };
  });
  const plain = compileResources(declarations as never, { place: 'the suite' });
  const filtered = declarations.map((declaration, index) => ({
    ...declaration,
    filter: Object.fromEntries(
      plain.resources[index]!.fields.flatMap((field) =>
        field.readable ? [[field.name, supportedOperators(field)]] : [],
      ),
    ),
  }));
  const compilation = compileResources(filtered as never, { place: 'the suite' });
  const problems = [...compilation.problems, ...linkRelations(compilation.pending, compilation.resources)];
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
  return new Map(compilation.resources.map((resource) => [resource.name, resource]));
}
