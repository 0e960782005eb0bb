import type { AddressInfo } from 'node:net';
import express from 'express';
import { SqlDatabase } from 'remult';
import { PostgresDataProvider } from 'remult/postgres';
import { remultApi } from 'remult/remult-express';
import pg from 'pg';
import type { StartVariant } from '../../variants/variant.js';
import { Book } from './book.js';

/** An entity and `remultApi`, as its tutorial has it; on a pool of one's own, for its size and its name. */
export const start: StartVariant = async (settings) => {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    application_name: settings.applicationName,
    max: settings.poolSize,
    idleTimeoutMillis: 0,
  });
  const app = express();
  const dataProvider = Promise.resolve(new SqlDatabase(new PostgresDataProvider(pool)));
  app.use(remultApi({ entities: [Book], dataProvider, ensureSchema: false }));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return (server.address() as AddressInfo).port;
};
