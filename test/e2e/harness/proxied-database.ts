import type { TypeOrmModuleOptions } from '@nestjs/typeorm';
import { TcpProxy } from './tcp-proxy.js';
import type { Engine } from './test-databases.js';

const SERVERS = {
  postgres: { variable: 'LIGHTAPI_TEST_POSTGRES_URL', port: 5432 },
  mariadb: { variable: 'LIGHTAPI_TEST_MARIADB_URL', port: 3306 },
} as const;

/** A proxy in front of the server of an engine, which can take it away. */
export function proxyOf(engine: Exclude<Engine, 'sqlite'>): Promise<TcpProxy> {
  const { variable, port } = SERVERS[engine];
  const { hostname, port: given } = new URL(process.env[variable]!);
  return TcpProxy.start(hostname, Number(given || port));
}

/** The same database, reached through the proxy. */
export function through(proxy: TcpProxy, options: TypeOrmModuleOptions): TypeOrmModuleOptions {
  const url = new URL((options as { url: string }).url);
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  return { ...options, url: url.href } as TypeOrmModuleOptions;
}
