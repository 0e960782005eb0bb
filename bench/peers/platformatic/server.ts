import type { AddressInfo } from 'node:net';
import sqlMapper from '@platformatic/sql-mapper';
import sqlOpenApi from '@platformatic/sql-openapi';
import Fastify from 'fastify';
import type { StartVariant } from '../../variants/variant.js';

/** The plugins that Platformatic DB is made of, on a Fastify of one's own. */
export const start: StartVariant = async (settings) => {
  const app = Fastify();
  const url = new URL(settings.databaseUrl);
  // Its driver has no option for the name of its connections but the address.
  url.searchParams.set('application_name', settings.applicationName);
  await app.register(sqlMapper, {
    connectionString: url.href,
    poolSize: settings.poolSize,
    include: { books: true, authors: true, reviews: true },
    autoTimestamp: { createdAt: 'createdAt', updatedAt: 'updatedAt' },
  });
  await app.register(sqlOpenApi);
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
};
