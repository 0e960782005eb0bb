import { DataSource, EntitySchema, type EntitySchemaRelationOptions } from 'typeorm';
import { expect, it } from 'vitest';
import { reachOf } from '../../../lib/repository/typeorm/write-reach.js';

it('follows a cascade to a table that another key of the same table has reached already', async () => {
  const key = { type: 'int', primary: true } as const;
  const to = (target: string, onDelete: 'CASCADE' | 'SET NULL'): EntitySchemaRelationOptions => ({
    type: 'many-to-one',
    target,
    onDelete,
  });
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    driver: class OfflineDriver {},
    database: ':memory:',
    entities: [
      new EntitySchema({ name: 'Author', columns: { id: key } }),
      new EntitySchema({
        name: 'Book',
        columns: { id: key },
        relations: { editor: to('Author', 'SET NULL'), author: to('Author', 'CASCADE') } as never,
      }),
      new EntitySchema({ name: 'Page', columns: { id: key }, relations: { book: to('Book', 'CASCADE') } as never }),
      new EntitySchema({ name: 'Node', columns: { id: key }, relations: { parent: to('Node', 'CASCADE') } as never }),
    ],
  });
  await (dataSource as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  const reached = (name: string): unknown =>
    reachOf(dataSource.getMetadata(name), dataSource).ofRemoval.map(({ table }) => table.split('/').at(-1));
  expect(reached('Author')).toEqual(['book', 'page']);
  expect(reached('Node')).toEqual(['node']);
});
