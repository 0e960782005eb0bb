import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  QueryFailedError,
  Unique,
  type EntityMetadata,
} from 'typeorm';
import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { compileResources } from '../../../lib/compiler/compile.js';
import { loadEntityMetadata } from '../../../lib/compiler/sources/entity-metadata.source.js';
import { mapDriverError } from '../../../lib/repository/typeorm/driver-error.mapper.js';
import type { Operation } from '../../../lib/resource/operation.js';
import type { Resource } from '../../../lib/resource/resource.js';

class Contact {
  @Column({ nullable: true }) phone: string;
}

@Entity('publisher')
class Publisher {
  @PrimaryGeneratedColumn() id: number;
}

@Entity('author')
@Unique('uq_name', ['firstName', 'lastName'])
@Unique('uq_email', ['email'])
@Index('ix_flag', ['flag'], { unique: true })
@Index('ix_token', ['token'], { unique: true })
@Check('ck_age', 'age < 100')
class Author {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'first_name', length: 5 }) firstName: string;
  @Column({ name: 'last_name', length: 5 }) lastName: string;
  @Column() email: string;
  @Column() flag: string;
  @Column({ select: false, nullable: true }) token: string;
  @Column('smallint') age: number;
  @Column(() => Contact) contact: Contact;
  @ManyToOne(() => Publisher)
  @JoinColumn({ name: 'publisher_id', foreignKeyConstraintName: 'fk_publisher' })
  publisher: Publisher;
}

const { resources, problems } = compileResources([{ entity: Author, fields: { token: 'hidden' } as never }], {
  place: 'forRoot',
});
if (problems.length > 0) throw new Error(JSON.stringify(problems));
const resource = resources[0]!;
const metadata = loadEntityMetadata([Author]).get(Author)!;

/** What a driver throws, the way TypeORM wraps it. */
function failed(properties: Record<string, unknown>, sql = 'INSERT INTO author'): QueryFailedError {
  return new QueryFailedError(
    sql,
    ['a secret value'],
    Object.assign(new Error(String(properties.message)), properties),
  );
}

function map(
  error: unknown,
  operation?: Operation,
  about: Resource = resource,
  of: EntityMetadata = metadata,
): LightApiError {
  const mapped = mapDriverError(error, about, of, operation);
  expect(mapped).toBeInstanceOf(LightApiError);
  return mapped as LightApiError;
}

const pg = (code: string, message: string, more: Record<string, unknown> = {}): QueryFailedError =>
  failed({ code, message, severity: 'ERROR', table: 'author', schema: 'public', ...more });
const mysql = (errno: number, sqlMessage: string): QueryFailedError =>
  failed({
    errno,
    sqlMessage,
    message: sqlMessage,
    code: 'ER_ANY',
    sqlState: '23000',
    sql: "values ('a secret value')",
  });
const sqlite = (code: string | undefined, message: string): QueryFailedError => failed({ code, message });

/** Errors as PostgreSQL 15, MariaDB 10.11 and libsql gave them: what, the error, code of the answer, pointers. */
const CONSTRAINTS: readonly (readonly [string, QueryFailedError, string, readonly string[]])[] = [
  [
    'unique key, PostgreSQL',
    pg('23505', 'duplicate key value violates unique constraint "author_pkey"', {
      constraint: 'author_pkey',
      detail: 'Key (id)=(1) already exists.',
    }),
    'LA401',
    ['/id'],
  ],
  [
    'unique column, PostgreSQL',
    pg('23505', 'duplicate key value violates unique constraint "uq_email"', {
      constraint: 'uq_email',
      detail: 'Key (email)=(a secret value) already exists.',
    }),
    'LA401',
    ['/email'],
  ],
  [
    'unique pair, PostgreSQL',
    pg('23505', 'duplicate key', {
      constraint: 'made_by_hand',
      detail: 'Key (first_name, last_name)=(a)=(b, c) already exists.',
    }),
    'LA401',
    ['/firstName', '/lastName'],
  ],
  [
    'unique expression, PostgreSQL',
    pg('23505', 'duplicate key', {
      constraint: 'ix_expr',
      detail: 'Key (lower(email::text))=(a secret value) already exists.',
    }),
    'LA401',
    ['/email'],
  ],
  [
    'unique hidden column, PostgreSQL',
    pg('23505', 'duplicate key', { constraint: 'ix_token', detail: 'Key (token)=(a secret value) already exists.' }),
    'LA401',
    [],
  ],
  [
    'unique column of another table, PostgreSQL',
    pg('23505', 'duplicate key', {
      table: 'audit',
      constraint: 'x',
      detail: 'Key (email)=(a secret value) already exists.',
    }),
    'LA401',
    [],
  ],
  ['unique key, MariaDB', mysql(1062, "Duplicate entry '1' for key 'PRIMARY'"), 'LA401', ['/id']],
  ['unique column, MariaDB', mysql(1062, "Duplicate entry 'a' for key 'b' for key 'uq_email'"), 'LA401', ['/email']],
  [
    'unique column, MySQL 8',
    mysql(1062, "Duplicate entry 'a secret value' for key 'author.uq_name'"),
    'LA401',
    ['/firstName', '/lastName'],
  ],
  [
    'unnamed unique column, MariaDB',
    mysql(1062, "Duplicate entry 'a secret value' for key 'email'"),
    'LA401',
    ['/email'],
  ],
  [
    'unique column, libsql',
    sqlite('SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: author.first_name, author.last_name'),
    'LA401',
    ['/firstName', '/lastName'],
  ],
  [
    'unique key, libsql',
    sqlite('SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE constraint failed: author.id'),
    'LA401',
    ['/id'],
  ],
  [
    'unique index, libsql',
    sqlite('SQLITE_CONSTRAINT_UNIQUE', "UNIQUE constraint failed: index 'ix_flag'"),
    'LA401',
    ['/flag'],
  ],
  ['unique column, sql.js', sqlite(undefined, 'UNIQUE constraint failed: author.email'), 'LA401', ['/email']],
  [
    'missing reference, PostgreSQL',
    pg('23503', 'insert or update on table "author" violates foreign key constraint "fk_publisher"', {
      constraint: 'fk_publisher',
      detail: 'Key (publisher_id)=(77) is not present in table "publisher".',
    }),
    'LA402',
    ['/publisherId'],
  ],
  [
    'missing reference, MariaDB',
    mysql(
      1452,
      'Cannot add or update a child row: a foreign key constraint fails (`db`.`author`, CONSTRAINT `fk_publisher` FOREIGN KEY (`publisher_id`) REFERENCES `publisher` (`id`))',
    ),
    'LA402',
    ['/publisherId'],
  ],
  [
    'missing reference, libsql',
    sqlite('SQLITE_CONSTRAINT_FOREIGNKEY', 'FOREIGN KEY constraint failed'),
    'LA402',
    ['/publisherId'],
  ],
  [
    'still referenced, PostgreSQL',
    pg('23503', 'update or delete on table "author" violates foreign key constraint "fk_author" on table "book"', {
      table: 'book',
      constraint: 'fk_author',
      detail: 'Key (id)=(1) is still referenced from table "book".',
    }),
    'LA403',
    [],
  ],
  [
    'still referenced, MariaDB',
    mysql(
      1451,
      'Cannot delete or update a parent row: a foreign key constraint fails (`db`.`book`, CONSTRAINT `fk_author` FOREIGN KEY (`author_id`) REFERENCES `author` (`id`))',
    ),
    'LA403',
    [],
  ],
  [
    'still referenced, libsql',
    failed({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY', message: 'FOREIGN KEY constraint failed' }, 'DELETE FROM author'),
    'LA403',
    [],
  ],
  [
    'missing value, PostgreSQL',
    pg('23502', 'null value in column "first_name" of relation "author" violates not-null constraint', {
      column: 'first_name',
      detail: 'Failing row contains (2, a secret value).',
    }),
    'LA404',
    ['/firstName'],
  ],
  ['missing value, MariaDB', mysql(1048, "Column 'first_name' cannot be null"), 'LA404', ['/firstName']],
  [
    'missing value without default, MariaDB',
    mysql(1364, "Field 'first_name' doesn't have a default value"),
    'LA404',
    ['/firstName'],
  ],
  [
    'missing value, libsql',
    sqlite('SQLITE_CONSTRAINT_NOTNULL', 'NOT NULL constraint failed: author.first_name'),
    'LA404',
    ['/firstName'],
  ],
  [
    'missing value in an embedded column, libsql',
    sqlite('SQLITE_CONSTRAINT_NOTNULL', 'NOT NULL constraint failed: author.contactPhone'),
    'LA404',
    ['/contact/phone'],
  ],
  [
    'check, PostgreSQL',
    pg('23514', 'new row for relation "author" violates check constraint "ck_age"', {
      constraint: 'ck_age',
      detail: 'Failing row contains (2, a secret value).',
    }),
    'LA405',
    ['/age'],
  ],
  ['check, MariaDB', mysql(4025, 'CONSTRAINT `ck_age` failed for `db`.`author`'), 'LA405', ['/age']],
  ['check of a column, MariaDB', mysql(4025, 'CONSTRAINT `author.age` failed for `db`.`author`'), 'LA405', ['/age']],
  ['check, MySQL 8', mysql(3819, "Check constraint 'ck_age' is violated."), 'LA405', ['/age']],
  ['check, libsql', sqlite('SQLITE_CONSTRAINT_CHECK', 'CHECK constraint failed: ck_age'), 'LA405', ['/age']],
  [
    'too long, PostgreSQL',
    pg('22001', 'value too long for type character varying(5)', { table: undefined }),
    'LA406',
    [],
  ],
  [
    'out of range, PostgreSQL',
    pg('22003', 'value "a secret value" is out of range for type integer', { table: undefined }),
    'LA406',
    [],
  ],
  ['malformed, PostgreSQL', pg('22P02', 'invalid input syntax for type uuid: "a secret value"'), 'LA406', []],
  ['impossible date, PostgreSQL', pg('22008', 'date/time field value out of range: "a secret value"'), 'LA406', []],
  ['NUL, PostgreSQL', pg('22021', 'invalid byte sequence for encoding "UTF8": 0x00'), 'LA406', []],
  ['NUL in json, PostgreSQL', pg('22P05', 'unsupported Unicode escape sequence'), 'LA406', []],
  ['too long, MariaDB', mysql(1406, "Data too long for column 'first_name' at row 1"), 'LA406', ['/firstName']],
  ['out of range, MariaDB', mysql(1264, "Out of range value for column 'age' at row 1"), 'LA406', ['/age']],
  [
    'malformed, MariaDB',
    mysql(1366, "Incorrect integer value: 'x for column `y` at row 2' for column `db`.`author`.`age` at row 1"),
    'LA406',
    ['/age'],
  ],
  [
    'impossible date, MariaDB',
    mysql(1292, "Incorrect date value: 'a secret value' for column `db`.`author`.`email` at row 1"),
    'LA406',
    ['/email'],
  ],
  ['mismatch, libsql', sqlite('SQLITE_MISMATCH', 'datatype mismatch'), 'LA406', []],
  [
    'mismatch in a strict table, libsql',
    sqlite('UNKNOWN_SQLITE_ERROR_3091', 'cannot store TEXT value in INTEGER column s.a'),
    'LA406',
    [],
  ],
];

const TRANSIENT: readonly (readonly [string, unknown, string])[] = [
  ['deadlock, PostgreSQL', pg('40P01', 'deadlock detected', { table: undefined }), 'LA412'],
  ['serialization failure, PostgreSQL', pg('40001', 'could not serialize access due to concurrent update'), 'LA412'],
  ['deadlock, MariaDB', mysql(1213, 'Deadlock found when trying to get lock; try restarting transaction'), 'LA412'],
  ['stale snapshot, libsql', sqlite('SQLITE_BUSY_SNAPSHOT', 'snapshot is stale'), 'LA412'],
  ['statement timeout, PostgreSQL', pg('57014', 'canceling statement due to statement timeout'), 'LA411'],
  ['lock timeout, PostgreSQL', pg('55P03', 'canceling statement due to lock timeout'), 'LA411'],
  ['client timeout, pg', new Error('Query read timeout'), 'LA411'],
  ['lock timeout, MariaDB', mysql(1205, 'Lock wait timeout exceeded; try restarting transaction'), 'LA411'],
  ['statement timeout, MariaDB', mysql(1969, 'Query execution was interrupted (max_statement_time exceeded)'), 'LA411'],
  ['locked by another process, libsql', sqlite('SQLITE_BUSY', 'database is locked'), 'LA411'],
  ['no slots, PostgreSQL', pg('53300', 'sorry, too many clients already'), 'LA410'],
  ['starting up, PostgreSQL', pg('57P03', 'the database system is starting up'), 'LA410'],
  ['connection ended, PostgreSQL', pg('57P01', 'terminating connection due to administrator command'), 'LA410'],
  ['connection lost, pg', failed({ message: 'Connection terminated unexpectedly' }), 'LA410'],
  ['full pool, pg', new Error('timeout exceeded when trying to connect'), 'LA410'],
  ['full pool, mysql2', new Error('No connections available.'), 'LA410'],
  ['no slots, MariaDB', mysql(1040, 'Too many connections'), 'LA410'],
  [
    'connection lost, mysql2',
    failed({
      code: 'PROTOCOL_CONNECTION_LOST',
      message: 'Connection lost: The server closed the connection.',
      fatal: true,
    }),
    'LA410',
  ],
  [
    'connection killed, mysql2',
    failed({ code: 'EPIPE', message: 'This socket has been ended by the other party', fatal: true }),
    'LA410',
  ],
  ['connection refused', Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'LA410'],
  ['host that does not answer', Object.assign(new Error('connect ETIMEDOUT'), { code: 'ETIMEDOUT' }), 'LA410'],
  ['closed data source', new Error('Driver not Connected'), 'LA410'],
  ['closed file, libsql', failed({ message: 'The database connection is not open' }), 'LA410'],
];

describe('mapDriverError', () => {
  it.each(CONSTRAINTS)('maps %s and names what clients may see', (_what, error, code, pointers) => {
    const mapped = map(error);
    expect(mapped.code).toBe(code);
    expect(mapped.status).toBe(code === 'LA406' ? 400 : 409);
    expect(mapped.errors.map((item) => item.pointer)).toEqual(pointers);
    expect(mapped.errors.every((item) => item.code === code)).toBe(true);
    expect(mapped.headers).toEqual({});
    expect(JSON.stringify([mapped.message, mapped.detail, mapped.hint, mapped.errors])).not.toMatch(
      /secret|insert into|token|_name|first_|publisher_id/i,
    );
    expect(mapped.cause).toBe(error);
  });

  it.each(TRANSIENT)('maps %s to a 503 that says when to come back', (_what, error, code) => {
    const mapped = map(error);
    expect(mapped).toMatchObject({ code, status: 503, headers: { 'Retry-After': '1' }, errors: [] });
  });

  it('says in words which fields are meant', () => {
    expect(map(sqlite('', 'UNIQUE constraint failed: author.first_name, author.last_name')).detail).toBe(
      'A row with the same "firstName" and "lastName" exists already.',
    );
  });

  it('reads an error that no TypeORM wrapped', () => {
    expect(map(Object.assign(new Error('deadlock detected'), { code: '40P01' })).code).toBe('LA412');
  });

  it('takes the operation as the side of a foreign key on SQLite', () => {
    const error = Object.assign(new Error('FOREIGN KEY constraint failed'), { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' });
    expect(map(error, 'remove').code).toBe('LA403');
    expect(map(error, 'update').code).toBe('LA402');
  });

  it.each([
    ['a broken statement', pg('42703', 'column "nope" does not exist')],
    ['a bug', new TypeError('undefined is not a function')],
    ['anything that is thrown', 'text'],
    ['nothing', undefined],
  ])('hands back %s as it is', (_what, error) => {
    expect(mapDriverError(error, resource, metadata)).toBe(error);
  });

  it('hands back an error that is mapped already', () => {
    const error = new LightApiError('LA400', 'No such item.');
    expect(mapDriverError(error, resource, metadata)).toBe(error);
  });
});
