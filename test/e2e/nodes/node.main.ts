import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { runLightApi } from '../../../lib/index.js';
import { Shelf, Tally } from './tally.js';

/** One of several processes of an application, which share a database and a Redis. */
Logger.overrideLogger(['warn', 'error', 'fatal']);
const { NODE_DATABASE_URL: url, NODE_REDIS_URL, NODE_NAMESPACE, NODE_CREATES_TABLES } = process.env;
await runLightApi({
  database: {
    type: 'postgres',
    url: url!,
    poolSize: 5,
    autoLoadEntities: true,
    synchronize: NODE_CREATES_TABLES === 'yes',
    retryAttempts: 0,
  },
  cache: { url: NODE_REDIS_URL!, namespace: NODE_NAMESPACE! },
  defaults: { access: 'public', cache: { ttlMs: 60_000 }, locking: 'optional' },
  entities: [
    { entity: Shelf, path: 'shelves', relations: { tallies: { ordering: ['id'], pageSize: 100 } } },
    { entity: Tally, relations: ['shelf'], bulk: true },
  ] as never,
});
