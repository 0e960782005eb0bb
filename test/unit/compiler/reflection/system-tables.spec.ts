import { getMetadataArgsStorage, type DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import type { CatalogueTable } from '../../../../lib/compiler/sources/reflection/catalogue/catalogue.js';
import { systemTableReason } from '../../../../lib/compiler/sources/reflection/system-tables.js';
import { IdempotencyEntry } from '../../../../lib/repository/typeorm/idempotency/idempotency-entry.js';
import { AuthSession } from '../../../../lib/repository/typeorm/sessions/auth-session.js';

const reasonOf = (name: string, columns: readonly string[] = [], options: object = {}): string | undefined =>
  systemTableReason(
    { name, columns: columns.map((column) => ({ name: column })) } as unknown as CatalogueTable,
    { options } as DataSource,
  );

it.each([IdempotencyEntry, AuthSession])('leaves the table of %o out', (entity) => {
  const table = getMetadataArgsStorage().tables.find(({ target }) => target === entity)!;
  expect(reasonOf(table.name!)).toBe('it is one of LightAPI’s own');
});

it('leaves the books that TypeORM keeps out, and takes no other table for them', () => {
  const columns = ['id', 'timestamp', 'name'];
  expect(reasonOf('migrations', columns)).toBe('TypeORM keeps its books in it');
  expect(reasonOf('steps', columns, { migrationsTableName: 'steps' })).toBe('TypeORM keeps its books in it');
  expect(reasonOf('typeorm_metadata')).toBe('TypeORM keeps its books in it');
  expect(reasonOf('migrations', ['id', 'bird'])).toBeUndefined();
});
