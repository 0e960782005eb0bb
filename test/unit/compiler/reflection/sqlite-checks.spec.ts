import { expect, it } from 'vitest';
import { checksIn } from '../../../../lib/compiler/sources/reflection/catalogue/sqlite-checks.js';

it('finds what a column may hold, whatever its name is quoted with', () => {
  const sql = `CREATE TABLE "check" ( -- CHECK (a IN ('no'))
    "a b" text CHECK ("a b" IN ('x', 'it''s', 'CHECK (')),
    [c] text CHECK([c] IN ('y')), \`d\` text /* CHECK (d IN ('no')) */, e text DEFAULT 'CHECK (e IN (''no''))')`;
  expect(checksIn(sql).map(({ choice }) => choice)).toEqual([
    { column: 'a b', values: ['x', "it's", 'CHECK ('] },
    { column: 'c', values: ['y'] },
  ]);
});

it('takes nothing but a plain list of texts for a choice', () => {
  const sql = `CREATE TABLE t (a, CONSTRAINT "a pos" CHECK (a > 0 AND (a < 9)), CHECK (a IN (1, 2)),
    CHECK (a IN ('x') OR a = 'y'), CHECK (a NOT IN ('z')), CHECK (a IN ('x', b)))`;
  const checks = checksIn(sql);
  expect(checks.map(({ choice }) => choice)).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(checks[0]).toMatchObject({ name: 'a pos', expression: 'a > 0 AND (a < 9)' });
  expect(checks[1]).toMatchObject({ name: undefined, expression: 'a IN (1, 2)' });
});

it('survives a statement that it does not understand', () => {
  expect(checksIn("CREATE TABLE t (a CHECK (a IN ('x'")).toHaveLength(1);
  expect(checksIn('null')).toEqual([]);
});
