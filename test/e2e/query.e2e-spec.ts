import { beforeAll, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Observation } from '../entities/observation.js';
import { Specimen } from '../entities/specimen.js';
import { created, listed, nested } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

/** The values of rows 1 to 4, ascending; row 5 has NULL. */
const ORDERED: Readonly<Record<string, readonly [unknown, unknown, unknown, unknown]>> = {
  smallintValue: [-32768, -1, 0, 32767],
  'dimensions.widthMm': [-2147483648, -7, 7, 2147483647],
  bigintValue: ['-9223372036854775808', '9007199254740992', '9007199254740993', '9223372036854775807'],
  decimalValue: ['-9999999999.99', '-0.01', '0.10', '9999999999.99'],
  doubleValue: [-1.5e300, -0.1, 0.1, 1.5e300],
  uniqueValue: ['anna', 'berta', 'clara', 'dora'],
  textValue: ['alpha', 'beta', 'delta', 'gamma'],
  renamedValue: ['a', 'aa', 'ab', 'b'],
  dateValue: ['1000-01-01', '2024-02-28', '2024-02-29', '9999-12-31'],
  timeValue: ['00:00:00', '09:59:59', '10:00:00', '23:59:59'],
  datetimeValue: [
    '1969-12-31T23:59:59.999Z',
    '2024-02-29T12:00:00.000Z',
    '2024-02-29T12:00:00.001Z',
    '9999-12-31T23:59:59.999Z',
  ],
};

/** Columns that know equality only. */
const EQUAL_ONLY: Readonly<Record<string, readonly [unknown, unknown, unknown]>> = {
  verified: [true, false, false],
  reference: [
    '00000000-0000-0000-0000-000000000000',
    '0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  level: ['low', 'mid', 'high'],
};

type Texts = readonly string[];

/** What each operator takes of a column's four values, and the rows that it finds. */
const CASES: readonly (readonly [suffix: string, value: (texts: Texts) => string, rows: readonly number[]])[] = [
  ['', ([, second]) => second!, [2]],
  ['__eq', ([first]) => first!, [1]],
  ['__ne', ([, second]) => second!, [1, 3, 4, 5]],
  ['__lt', ([, , third]) => third!, [1, 2]],
  ['__lte', ([, , third]) => third!, [1, 2, 3]],
  ['__gt', ([, second]) => second!, [3, 4]],
  ['__gte', ([, second]) => second!, [2, 3, 4]],
  ['__in', ([first, , , last]) => `${first},${last}`, [1, 4]],
  ['__in', ([, , third]) => third!, [3]],
  ['__nin', ([first, , , last]) => `${first},${last}`, [2, 3, 5]],
  ['__between', ([, second, third]) => `${second},${third}`, [2, 3]],
  ['__between', ([, second, third]) => `${third},${second}`, []],
  ['__isnull', () => 'true', [5]],
  ['__isnull', () => 'false', [1, 2, 3, 4]],
];

describeApi(
  'operators',
  { imports: (database) => [LightApiModule.forRoot({ entities: [Specimen, Observation], database })] },
  (api) => {
    beforeAll(async () => {
      for (const row of [0, 1, 2, 3]) {
        const values = Object.fromEntries(Object.entries(ORDERED).map(([name, list]) => [name, list[row]]));
        const rest = { intValue: row + 1, varcharValue: 'row', jsonValue: { row }, arrayValue: ['x', String(row)] };
        await created(api, '/specimens', { ...rest, ...nested(values) });
      }
      await created(api, '/specimens', { intValue: 5, varcharValue: 'row' });
      for (const row of [0, 1, 2]) {
        const values = Object.fromEntries(Object.entries(EQUAL_ONLY).map(([name, list]) => [name, list[row]]));
        await created(api, '/observations', { place: row + 1, ...values });
      }
      await created(api, '/observations', { place: 4 });
    });

    const specimens = (query: string) => listed(api, '/specimens', 'intValue', `ordering=intValue&${query}`);
    const observations = (query: string) => listed(api, '/observations', 'place', `ordering=place&${query}`);

    for (const [name, values] of Object.entries(ORDERED)) {
      const texts = values.map((value) => encodeURIComponent(String(value)));
      it.each(CASES.map(([suffix, value, rows]) => [`${name}${suffix}=${value(texts)}`, rows] as const))(
        '%s finds the rows %j',
        async (query, rows) => {
          expect(await specimens(query)).toEqual(rows);
        },
      );
    }

    it.each([
      ['verified=false', [2, 3]],
      ['verified=true', [1]],
      ['verified__ne=false', [1, 4]],
      ['verified__ne=true', [2, 3, 4]],
      ['verified__in=true,false', [1, 2, 3]],
      ['verified__nin=true', [2, 3, 4]],
      ['verified__isnull=true', [4]],
      ['reference=0190a4b2-7c3d-7e4f-8a5b-6c7d8e9fa0b1', [2]],
      ['reference=0190A4B2-7C3D-7E4F-8A5B-6C7D8E9FA0B1', [2]],
      ['reference__ne=00000000-0000-0000-0000-000000000000', [2, 3, 4]],
      ['reference__in=00000000-0000-0000-0000-000000000000,FFFFFFFF-ffff-ffff-ffff-ffffffffffff', [1, 3]],
      ['reference__nin=00000000-0000-0000-0000-000000000000', [2, 3, 4]],
      ['reference__isnull=false', [1, 2, 3]],
      ['level=mid', [2]],
      ['level__ne=mid', [1, 3, 4]],
      ['level__in=low,high', [1, 3]],
      ['level__nin=low,high', [2, 4]],
      ['level__isnull=true', [4]],
    ])('%s finds the observations %j', async (query, places) => {
      expect(await observations(query)).toEqual(places);
    });

    it.each([
      ['jsonValue__isnull=true', [5]],
      ['jsonValue__isnull=false', [1, 2, 3, 4]],
      ['arrayValue__isnull=true', [5]],
      ['state=new', [1, 2, 3, 4, 5]],
      ['state__ne=new', []],
      ['state__in=in+use,in%20use,new', [1, 2, 3, 4, 5]],
      ['booleanValue=false', [1, 2, 3, 4, 5]],
      ['booleanValue__ne=false', []],
      ['version=1&intValue__gt=3', [4, 5]],
      ['createdAt__gt=2020-01-01T00:00:00Z', [1, 2, 3, 4, 5]],
      ['createdAt__lt=2020-01-01T00:00:00Z', []],
      ['updatedAt__between=2020-01-01T00:00:00Z,9999-01-01T00:00:00Z&intValue=2', [2]],
    ])('%s finds the specimens %j', async (query, rows) => {
      expect(await specimens(query)).toEqual(rows);
    });

    describe('a value', () => {
      it.each([
        ['a decimal without its last zero', 'decimalValue=0.1', [3]],
        ['a decimal with zeros in front', 'decimalValue=000.10', [3]],
        ['a decimal with zeros behind', 'decimalValue__gte=0.1000', [3, 4]],
        ['a float with an exponent', 'doubleValue=1e-1', [3]],
        ['a float without one', `doubleValue=15${'0'.repeat(299)}`, [4]],
        ['a whole float', 'doubleValue__gt=0', [3, 4]],
        ['a date-time with an offset', 'datetimeValue=2024-02-29T14:00:00%2B02:00', [2]],
        ['a date-time behind UTC', 'datetimeValue=2024-02-29T04:30:00.001-07:30', [3]],
        ['a date-time finer than milliseconds', 'datetimeValue=2024-02-29T12:00:00.0019Z', [3]],
        ['a date-time in lower case', 'datetimeValue=2024-02-29t12:00:00z', [2]],
        ['a time with a fraction of zero', 'timeValue=10:00:00.000', [3]],
      ])('may be %s', async (_, query, rows) => {
        expect(await specimens(query)).toEqual(rows);
      });

      it('finds a row by the stamp that it was answered with, however fine the stored one is', async () => {
        const { body } = await api.agent.get('/specimens?intValue=4').expect(200);
        const stamp = body.results[0].createdAt as string;
        const next = new Date(Date.parse(stamp) + 1).toISOString();
        for (const found of [`=${stamp}`, `__in=${stamp}`, `__gte=${stamp}`, `__lte=${stamp}`, `__lt=${next}`]) {
          expect([found, await specimens(`intValue=4&createdAt${found}`)]).toEqual([found, [4]]);
        }
        expect(await specimens(`intValue=4&createdAt__between=${stamp},${stamp}`)).toEqual([4]);
        for (const missed of [`__ne=${stamp}`, `__nin=${stamp}`, `__gt=${stamp}`, `__lt=${stamp}`, `__gte=${next}`]) {
          expect([missed, await specimens(`intValue=4&createdAt${missed}`)]).toEqual([missed, []]);
        }
      });

      it('finds a row by its key', async () => {
        const [id] = await listed(api, '/specimens', 'id', 'intValue=3');
        expect(await specimens(`id=${String(id)}`)).toEqual([3]);
        expect(await specimens(`id=${String(id).toUpperCase()}`)).toEqual([3]);
        expect(await specimens(`id__in=${String(id)}`)).toEqual([3]);
        expect(await specimens(`id__ne=${String(id)}`)).toEqual([1, 2, 4, 5]);
      });
    });

    describe('a list', () => {
      it.each([
        ['takes items apart at commas', 'intValue__in=1,3,5', [1, 3, 5]],
        ['is a repeated name too', 'intValue__in=1&intValue__in=3&intValue__in=5', [1, 3, 5]],
        ['is both at once', 'intValue__in=1,3&intValue__in=5', [1, 3, 5]],
        ['may repeat an item', 'intValue__in=2,2,2', [2]],
        ['finds nothing where nothing fits', 'intValue__in=77,78', []],
        ['of one item may be excluded', 'intValue__nin=2', [1, 3, 4, 5]],
        ['is a pair from two names', 'intValue__between=2&intValue__between=4', [2, 3, 4]],
      ])('%s', async (_, query, rows) => {
        expect(await specimens(query)).toEqual(rows);
      });

      it('takes 200 items', async () => {
        const items = Array.from({ length: 200 }, (_, index) => index - 197).join(',');
        expect(await specimens(`intValue__in=${items}`)).toEqual([1, 2]);
      });
    });

    it('ANDs conditions together, several on one field included', async () => {
      expect(await specimens('intValue__gt=1&intValue__lt=5&intValue__ne=3')).toEqual([2, 4]);
      expect(
        await specimens('dateValue__gte=2024-01-01&bigintValue__lt=9223372036854775807&textValue__ne=beta'),
      ).toEqual([3]);
    });
  },
);
