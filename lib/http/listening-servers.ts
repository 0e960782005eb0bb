import type { Server } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';

/** Fastify's own name for the servers that it has beside the first one. */
const FURTHER_SERVERS = 'fastify.serverBindings';

/**
 * The servers of an application that listen. Fastify has one for each address of `localhost`, which it listens on where it is
 * told no host, and hands out only the first.
 */
export function listeningServers(adapter: AbstractHttpAdapter | undefined): readonly Server[] {
  const first = adapter?.getHttpServer() as Server | undefined;
  if (adapter === undefined || first === undefined) return [];
  return [first, ...furtherServers(adapter)].filter(({ listening }) => listening);
}

function furtherServers(adapter: AbstractHttpAdapter): readonly Server[] {
  if (adapter.getType() !== 'fastify') return [];
  const instance = adapter.getInstance<Readonly<Record<symbol, unknown>>>();
  const name = Object.getOwnPropertySymbols(instance).find(({ description }) => description === FURTHER_SERVERS);
  const servers = name && instance[name];
  return Array.isArray(servers) ? (servers as Server[]) : [];
}
