import { describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { compileMatcher } from '../../lib/query/matcher.js';
import type { Field } from '../../lib/resource/field.js';
import type { Operator } from '../../lib/resource/operator.js';
import { FEW_ROWS } from './fixtures/library/few-rows.js';
import { compileLibrary } from './fixtures/library/resources.js';
import { completeRows, joinRows } from './fixtures/library/rows.js';
import { toCondition } from './fixtures/library/tree.js';
import { visibilityOf } from './fixtures/library/visibility.js';
import { matches } from './fixtures/oracle.js';
import { createSampleEntity, SAMPLE_ROWS } from './fixtures/sample.js';
import { describeTrees } from './suites/tree.contract.js';

describe('the matcher', () => {
  const resources = compileLibrary();
  const rows = joinRows(completeRows(resources, FEW_ROWS));

  describeTrees(() => ({
    find: (table, tree, visibility) => {
      const resource = resources.get(table)!;
      const holds = compileMatcher(toCondition(resource, tree), visibilityOf(resources, visibility));
      const alive = rows[table].filter((row) => (row['deletedAt'] ?? null) === null);
      return Promise.resolve(alive.filter(holds).map((row) => resource.key.map(({ name }) => row[name])));
    },
  }));

  describe('on single values', () => {
    const { resources: samples } = compileResources([createSampleEntity('sqlite') as never], { place: 'the suite' });
    const fields = samples[0]!.fields.filter(({ name }) => SAMPLE_ROWS.some((row) => name in row));

    const expectSame = (field: Field, operator: Operator, value: unknown): void => {
      const holds = compileMatcher({ kind: 'comparison', field, operator, value });
      const found = SAMPLE_ROWS.map((row) => holds({ [field.name]: row[field.name] ?? null }));
      expect([operator, value, found]).toEqual([
        operator,
        value,
        SAMPLE_ROWS.map((row) => matches(field, operator, row[field.name], value)),
      ]);
    };
    const valuesOf = ({ name }: Field): unknown[] => [
      ...new Set(SAMPLE_ROWS.map((row) => row[name]).filter((value) => value !== undefined)),
    ];

    it.each(fields.filter(({ isArray }) => !isArray))('agrees with the oracle about $name', (field) => {
      const values = valuesOf(field);
      for (const value of values) {
        for (const operator of ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const) expectSame(field, operator, value);
        for (const other of values) expectSame(field, 'between', [value, other]);
      }
      for (const items of [values, values.slice(1, 3), []]) {
        for (const operator of ['in', 'nin'] as const) expectSame(field, operator, items);
      }
      for (const value of [true, false]) expectSame(field, 'isnull', value);
    });

    it('agrees with the oracle about pieces of text and patterns', () => {
      const field = samples[0]!.fieldByName.get('text')!;
      const texts = valuesOf(field).map(String);
      const pieces = [...texts, ...texts.map((text) => text.slice(1, 4)), ...texts.map((text) => text.toUpperCase())];
      const operators = ['contains', 'startswith', 'endswith', 'icontains', 'istartswith', 'iendswith'] as const;
      for (const piece of pieces) {
        for (const operator of operators) expectSame(field, operator, piece);
        for (const pattern of [piece, `%${piece}`, `${piece}%`, piece.replaceAll('a', '_'), `\\${piece}`]) {
          expectSame(field, 'like', pattern);
          expectSame(field, 'ilike', pattern);
        }
      }
    });

    it('agrees with the oracle about items of lists', () => {
      const field = samples[0]!.fieldByName.get('tags')!;
      for (const value of ['red', 'Red', 'green', 'gre', '']) expectSame(field, 'has', value);
      for (const items of [['red'], ['Red', 'green'], ['x', 'redder'], []]) expectSame(field, 'overlaps', items);
    });
  });
});
