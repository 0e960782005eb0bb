import { beforeAll, describe, expect, it } from 'vitest';
import type { Condition } from '../../../lib/query/question.js';
import { searchCondition } from '../../../lib/query/search-condition.js';
import type { Operator } from '../../../lib/resource/operator.js';
import { matches } from '../fixtures/oracle.js';
import type { SampleApi } from '../fixtures/sample-api.js';
import { SAMPLE_ROWS, type SampleRow } from '../fixtures/sample.js';

/** Every operator on every type, compared with an oracle in JavaScript. */
export function describeFilters(samples: () => SampleApi): void {
  describe('filters', () => {
    const stored = new Map<unknown, SampleRow>();

    beforeAll(async () => {
      await samples().clear();
      for (const row of SAMPLE_ROWS) stored.set((await samples().create(row)).id, row);
    });

    const expectMatch = async (filter: Condition, expected: (row: SampleRow) => boolean): Promise<void> => {
      const found = (await samples().rowsOf({ filter })).map(({ id }) => stored.get(id)?.['code'] ?? null);
      const wanted = [...stored.values()].filter(expected).map((row) => row['code'] ?? null);
      expect(found).toEqual(wanted);
    };
    const comparison = (fieldName: string, operator: Operator, value: unknown): Condition =>
      samples().comparison(fieldName, operator, value);

    const ordered = ['code', 'count', 'big', 'price', 'ratio', 'at', 'day', 'clock'];
    const equal = [...ordered, 'text', 'flag', 'uid', 'mood', 'level'];

    it.each(equal)('compares %s with every value by eq, ne, in, nin and isnull', async (fieldName) => {
      const values = distinct(fieldName);
      for (const value of values) {
        for (const operator of ['eq', 'ne'] as const) {
          await expectMatch(comparison(fieldName, operator, value), (row) =>
            matches(samples().field(fieldName), operator, row[fieldName], value),
          );
        }
      }
      for (const operator of ['in', 'nin'] as const) {
        for (const items of [values.slice(0, 1), values.slice(0, 3), values, []]) {
          await expectMatch(comparison(fieldName, operator, items), (row) =>
            matches(samples().field(fieldName), operator, row[fieldName], items),
          );
        }
      }
      for (const value of [true, false]) {
        await expectMatch(comparison(fieldName, 'isnull', value), (row) =>
          matches(samples().field(fieldName), 'isnull', row[fieldName], value),
        );
      }
    });

    it.each(ordered)('orders %s by lt, lte, gt, gte and between', async (fieldName) => {
      const values = distinct(fieldName);
      for (const value of values) {
        for (const operator of ['lt', 'lte', 'gt', 'gte'] as const) {
          await expectMatch(comparison(fieldName, operator, value), (row) =>
            matches(samples().field(fieldName), operator, row[fieldName], value),
          );
        }
        for (const pair of [
          [value, value],
          [values[0], value],
        ]) {
          await expectMatch(comparison(fieldName, 'between', pair), (row) =>
            matches(samples().field(fieldName), 'between', row[fieldName], pair),
          );
        }
      }
    });

    const pieces = [
      'alpha',
      'ALPHA',
      'A',
      'l',
      'É',
      'é',
      'e',
      '%',
      '_',
      '\\',
      '*',
      '?',
      '[',
      ']',
      '^',
      '-',
      '"',
      "'",
      'ß',
      'SS',
      'ångström',
      '日',
      '🙂',
      ' ',
      '',
      '100%',
      'x%y',
      '[a-z]',
      '%y_z\\',
    ];
    const textOperators = ['contains', 'icontains', 'startswith', 'istartswith', 'endswith', 'iendswith'] as const;

    it.each(textOperators)('takes every character for itself in %s', async (operator) => {
      for (const piece of pieces) {
        await expectMatch(comparison('text', operator, piece), (row) =>
          matches(samples().field('text'), operator, row['text'], piece),
        );
      }
    });

    it.each(['like', 'ilike'] as const)('reads patterns in %s', async (operator) => {
      for (const pattern of [
        'alpha',
        'ALPHA%',
        '%lph_',
        '_lpha',
        '%\\%',
        '%\\_x',
        '%\\\\ back',
        'É%',
        '%',
        '',
        'x\\%y\\_z\\\\',
        '%\\',
      ]) {
        await expectMatch(comparison('text', operator, pattern), (row) =>
          matches(samples().field('text'), operator, row['text'], pattern),
        );
      }
    });

    it('finds items of lists by has and overlaps', async () => {
      for (const value of ['red', 'Red', 'green', 'gre', 'r,g', '%', 'red,green']) {
        await expectMatch(comparison('tags', 'has', value), (row) =>
          matches(samples().field('tags'), 'has', row['tags'], value),
        );
      }
      for (const value of [['red'], ['Red', 'green'], ['x', 'redder'], []]) {
        await expectMatch(comparison('tags', 'overlaps', value), (row) =>
          matches(samples().field('tags'), 'overlaps', row['tags'], value),
        );
      }
    });

    it('takes text for data, whatever it looks like', async () => {
      for (const value of [
        "' OR 1=1 --",
        '" OR 1=1 --',
        '` OR 1',
        '\\',
        "\\'",
        '?',
        '$1',
        ':id',
        '0x41',
        "'); DROP TABLE sample; --",
      ]) {
        for (const operator of ['eq', 'contains', 'icontains'] as const) {
          await expectMatch(comparison('text', operator, value), (row) =>
            matches(samples().field('text'), operator, row['text'], value),
          );
        }
        await expectMatch(comparison('text', 'in', [value, 'alpha']), (row) =>
          matches(samples().field('text'), 'in', row['text'], [value, 'alpha']),
        );
      }
    });

    it('joins conditions with and, or and not, and keeps rows with NULL in a negation', async () => {
      const low = comparison('count', 'lt', 5);
      const high = comparison('price', 'gte', '1.5000');
      const lowRow = (row: SampleRow): boolean => matches(samples().field('count'), 'lt', row['count'], 5);
      const highRow = (row: SampleRow): boolean => matches(samples().field('price'), 'gte', row['price'], '1.5000');
      await expectMatch({ kind: 'and', conditions: [low, high] }, (row) => lowRow(row) && highRow(row));
      await expectMatch({ kind: 'or', conditions: [low, high] }, (row) => lowRow(row) || highRow(row));
      await expectMatch({ kind: 'not', condition: low }, (row) => !lowRow(row));
      await expectMatch({ kind: 'not', condition: { kind: 'not', condition: low } }, lowRow);
      await expectMatch(
        { kind: 'not', condition: { kind: 'or', conditions: [low, high] } },
        (row) => !lowRow(row) && !highRow(row),
      );
      await expectMatch(
        { kind: 'not', condition: { kind: 'and', conditions: [low, { kind: 'not', condition: high }] } },
        (row) => !lowRow(row) || highRow(row),
      );
      await expectMatch({ kind: 'and', conditions: [] }, () => true);
      await expectMatch({ kind: 'or', conditions: [] }, () => false);
    });

    it('searches every word in every search field, in any case', async () => {
      const codes = async (...search: string[]): Promise<unknown[]> =>
        (await samples().rowsOf({ filter: searchCondition(search, samples().resource.searchFields) })).map(
          ({ code }) => code,
        );
      expect(await codes('ALPHA')).toEqual(['a1', 'b2', 'c3']);
      expect(await codes('éclair')).toEqual(['d4', 'e5']);
      expect(await codes('ÉCLAIR', '50_')).toEqual(['e5']);
      expect(await codes('alpha', 'B2')).toEqual(['b2']);
      expect(await codes('alpha', 'nowhere')).toEqual([]);
    });

    function distinct(fieldName: string): unknown[] {
      return [...new Set(SAMPLE_ROWS.map((row) => row[fieldName]).filter((value) => value !== undefined))];
    }
  });
}
