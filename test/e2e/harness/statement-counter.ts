import libsql from 'libsql';
import mysql from 'mysql2';
import { Client } from 'pg';
import { vi } from 'vitest';

type Methods = Record<string, (...parameters: unknown[]) => unknown>;

const mysqlConnection = Object.getPrototypeOf(mysql.Connection.prototype) as Methods;
const sqliteStatement = Object.getPrototypeOf(new libsql(':memory:').prepare('SELECT 1')) as Methods;

/** Where drivers send a statement; `all` of SQLite is `iterate` to the end. */
const SENDERS: readonly (readonly [Methods, string])[] = [
  [Client.prototype as unknown as Methods, 'query'],
  [mysqlConnection, 'query'],
  [mysqlConnection, 'execute'],
  [sqliteStatement, 'run'],
  [sqliteStatement, 'get'],
  [sqliteStatement, 'iterate'],
];

/** How many statements the drivers of this process send while the work runs. */
export async function countStatements(work: () => Promise<unknown>): Promise<number> {
  const spies = SENDERS.map(([sender, method]) => vi.spyOn(sender, method));
  try {
    await work();
    return spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
