import { createRequire } from 'node:module';
import { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { describe, expect, it } from 'vitest';
import { BoundedMap } from '../../../lib/repository/typeorm/compiled/bounded-map.js';
import { barPattern, likePattern } from '../../../lib/repository/typeorm/compiled/like-pattern.js';
import { MysqlDialect } from '../../../lib/repository/typeorm/compiled/mysql/mysql.dialect.js';
import { sessionOf } from '../../../lib/repository/typeorm/compiled/mysql/mysql-connection.js';
import { mysqlLiteral, numericText } from '../../../lib/repository/typeorm/compiled/mysql/mysql-literal.js';
import { parsePostgresArray } from '../../../lib/repository/typeorm/compiled/postgres/postgres-array.js';
import { postgresParameter } from '../../../lib/repository/typeorm/compiled/postgres/postgres-parameter.js';
import { PostgresDialect } from '../../../lib/repository/typeorm/compiled/postgres/postgres.dialect.js';
import { globPattern } from '../../../lib/repository/typeorm/compiled/sqlite/glob-pattern.js';

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils') as { prepareValue(value: unknown): unknown };

describe('columns whose values TypeORM hands to pg as they are', () => {
  const source = new DataSource({ type: 'postgres', entities: [] });
  const dialect = new PostgresDialect(source);
  const samples = [
    0,
    -1.5,
    12n,
    true,
    false,
    '',
    '7',
    'text',
    '2024-01-31',
    '12:00',
    [1, 2],
    ['a', 'b'],
    { a: 1 },
    new Date(0),
    null,
  ];
  const isPlain = (type: unknown, transformer?: object): boolean =>
    dialect.isPlain({ type, transformer } as unknown as ColumnMetadata);
  const types = [...source.driver.supportedDataTypes, String, Number, Boolean, Date, 'simple-json', 'simple-array'];

  it('are those of types with which it does nothing', () => {
    const plain = types.filter((type) => isPlain(type));
    expect(plain.length).toBeGreaterThan(12);
    for (const type of plain) {
      const column = { type } as unknown as ColumnMetadata;
      expect(samples.map((value) => source.driver.preparePersistentValue(value, column) as unknown)).toEqual(samples);
    }
  });

  it('are none that have a transformer', () => {
    for (const type of types) expect(isPlain(type, { to: String, from: String })).toBe(false);
  });
});

describe('parameters for PostgreSQL', () => {
  it('are what pg itself makes of a value', () => {
    const values = [
      'text',
      '',
      0,
      -1.5,
      1e21,
      12n,
      true,
      false,
      null,
      undefined,
      Buffer.from('é'),
      new Uint8Array([1, 2]),
      new Date('2024-01-31T12:00:00.123Z'),
      new Date('0044-03-15T00:00:00.000Z'),
      new Date('-000043-03-15T00:00:00.000Z'),
      new Date('+012024-01-01T00:00:00.000Z'),
      { a: [1] },
      { toPostgres: () => 'own' },
      [1, 'a"b\\c', null, [true, 'NULL']],
      [],
      ['7', 'a,b', '', 'NULL', '{é}'],
      ['7', 'a"b'],
      ['7', 'a\\b'],
    ];
    for (const value of values) expect(postgresParameter(value, false)).toEqual(prepareValue(value));
  });

  it('put every item of an array in quotes, bytes too', () => {
    expect(postgresParameter([Buffer.from([255]), 'NULL'], false)).toBe('{"\\\\xff","NULL"}');
  });

  it('write dates in UTC when pg is told to', () => {
    expect(postgresParameter(new Date('2024-01-31T12:00:00.123Z'), true)).toBe('2024-01-31T12:00:00.123+00:00');
  });
});

describe('arrays of PostgreSQL', () => {
  it('are read whatever stands in them', () => {
    expect(parsePostgresArray('{}')).toEqual([]);
    expect(parsePostgresArray('{1,NULL,-3}')).toEqual(['1', null, '-3']);
    expect(parsePostgresArray('{"a,b","\\"","\\\\","NULL","",plain}')).toEqual(['a,b', '"', '\\', 'NULL', '', 'plain']);
    expect(parsePostgresArray('{{1,2},{3,4}}')).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(parsePostgresArray('[0:1]={7,8}')).toEqual(['7', '8']);
  });
});

const UTF8MB4 = { timezone: 'Z', isUtf8mb4: true };

describe('literals for MySQL', () => {
  it('hold nothing of a text that SQL could read', () => {
    expect(mysqlLiteral("' OR 1=1 -- ", UTF8MB4)).toBe("''' OR 1=1 -- '");
    expect(mysqlLiteral("\\' OR 1=1 -- \\", UTF8MB4)).toBe("CONCAT_WS(_ascii 0x5c, '', ''' OR 1=1 -- ', '')");
    expect(mysqlLiteral(Buffer.from("'"), UTF8MB4)).toBe('0x27');
    expect(mysqlLiteral({ a: "'" }, UTF8MB4)).toBe(`'{"a":"''"}'`);
    expect(mysqlLiteral(["'"], UTF8MB4)).toBe(`'["''"]'`);
    expect(mysqlLiteral('', UTF8MB4)).toBe("''");
  });

  it('are bytes where a connection has another character set, or backslashes are many', () => {
    const hex = (text: string) => `_utf8mb4 0x${Buffer.from(text).toString('hex')}`;
    expect(mysqlLiteral("é'\\", sessionOf({ charset: 'latin1' }))).toBe(hex("é'\\"));
    expect(mysqlLiteral('\\'.repeat(1000), UTF8MB4)).toBe(hex('\\'.repeat(1000)));
  });

  it('take mysql2 to speak utf8mb4 unless it is told otherwise', () => {
    const told = [
      {},
      { charset: 'UTF8MB4_GENERAL_CI' },
      { charset: 'latin1', extra: { charset: 'utf8mb4' } },
      { charset: 'utf8' },
      { extra: { charsetNumber: 8 } },
    ];
    expect(told.map((options) => sessionOf(options).isUtf8mb4)).toEqual([true, true, true, false, false]);
  });

  it('write numbers as numbers, and only numbers', () => {
    expect(
      [1, -1.5, 1e21, 12n, true, false, null, undefined, Number.NaN].map((value) => mysqlLiteral(value, UTF8MB4)),
    ).toEqual(['1', '-1.5', '1e+21', '12', '1', '0', 'NULL', 'NULL', 'NULL']);
    expect(mysqlLiteral(numericText('9007199254740993'), UTF8MB4)).toBe('9007199254740993');
    for (const text of ['1; DROP', '1e5', '', '0x1', ' 1', '1\n']) expect(numericText(text)).toBe(text);
  });

  it('write dates in the time zone of the connection', () => {
    const date = new Date('2024-01-31T23:30:00.120Z');
    expect(mysqlLiteral(date, { ...UTF8MB4, timezone: 'Z' })).toBe("'2024-01-31 23:30:00.120'");
    expect(mysqlLiteral(date, { ...UTF8MB4, timezone: '+05:30' })).toBe("'2024-02-01 05:00:00.120'");
    expect(mysqlLiteral(date, { ...UTF8MB4, timezone: '-08:00' })).toBe("'2024-01-31 15:30:00.120'");
  });
});

describe('patterns', () => {
  it('take what clients send for itself', () => {
    expect(likePattern('contains', '50%_\\')).toBe('%50\\%\\_\\\\%');
    expect(likePattern('startsWith', 'a')).toBe('a%');
    expect(likePattern('endsWith', 'a')).toBe('%a');
    expect(barPattern('contains', '50%|\\')).toBe('%50|%||\\%');
    expect(globPattern('contains', '*?[]', false)).toBe('*[*][?][[]]*');
  });

  it('keep the wildcards of a pattern, and a backslash at its end', () => {
    expect(likePattern('pattern', 'a%b_c\\%d\\')).toBe('a%b_c\\%d\\\\');
    expect(globPattern('pattern', 'a%b_\\%*', false)).toBe('a*b?%[*]');
  });

  it('fold letters beyond ASCII for GLOB, one character for one', () => {
    expect(globPattern('startsWith', 'aÉ1ß', true)).toBe('[aA][Éé]1ß*');
    expect(globPattern('startsWith', 'ς', true)).toBe('[ςΣσ]*');
    expect(globPattern('startsWith', '𐐀🙂', true)).toBe('[𐐀𐐨]🙂*');
  });
});

describe('identifiers', () => {
  it('have their own quotes doubled', () => {
    expect(PostgresDialect.prototype.quote('a"b')).toBe('"a""b"');
    expect(MysqlDialect.prototype.quote('a`b')).toBe('`a``b`');
  });
});

describe('a bounded map', () => {
  it('forgets what was not used for longest', () => {
    const map = new BoundedMap<number, string>(3);
    for (const key of [1, 2, 3]) map.set(key, String(key));
    expect(map.get(1)).toBe('1');
    map.set(4, '4');
    expect([1, 2, 3, 4].map((key) => map.get(key))).toEqual(['1', undefined, '3', '4']);
    expect(map.size).toBe(3);
  });
});
