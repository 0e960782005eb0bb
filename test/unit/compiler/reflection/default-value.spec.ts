import { expect, it } from 'vitest';
import { defaultOf } from '../../../../lib/compiler/sources/reflection/catalogue/default-value.js';
import type { ColumnTypeOptions } from '../../../../lib/compiler/sources/reflection/catalogue/catalogue.js';

it.each<[string | undefined, ColumnTypeOptions['type'], unknown]>([
  [undefined, 'int', undefined],
  ['NULL', 'int', undefined],
  ['NULL::character varying', 'varchar', undefined],
  ['7', 'int', { value: 7 }],
  ["'-7'::integer", 'int', { value: -7 }],
  ['(7 + 1)', 'int', { expression: '(7 + 1)' }],
  ['0.50', 'decimal', { value: '0.50' }],
  ["'9007199254740993'::bigint", 'bigint', { value: '9007199254740993' }],
  ['true', 'boolean', { value: true }],
  ['0', 'boolean', { value: false }],
  ["'a'::character varying(20)", 'varchar', { value: 'a' }],
  ['\'a\'::"Book status"', 'enum', { value: 'a' }],
  ["'it''s'", 'varchar', { expression: "'it''s'" }],
  ["'a' || 'b'", 'text', { expression: "'a' || 'b'" }],
  ['now()', 'datetime', { expression: 'now()' }],
  ["'{}'::jsonb", 'jsonb', { expression: "'{}'::jsonb" }],
  ["'2024-01-31'", 'date', { expression: "'2024-01-31'" }],
])('reads the default %s of a column of type %s', (sql, type, expected) => {
  expect(defaultOf(sql, { type })).toEqual(expected);
});

it('leaves the default of an array to the database', () => {
  expect(defaultOf("'{}'::text[]", { type: 'text', array: true })).toEqual({ expression: "'{}'::text[]" });
});
