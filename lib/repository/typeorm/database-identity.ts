import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { DataSource } from 'typeorm';

/** How a database is told from others by processes that share a cache. */
export interface DatabaseIdentity {
  /** The same for all nodes of an application, whatever address they reach it by. */
  readonly name: string;
  /** The same for no other database. */
  readonly origin: string;
}

const identities = new WeakMap<DataSource, DatabaseIdentity>();

export function identityOf(dataSource: DataSource): DatabaseIdentity {
  let identity = identities.get(dataSource);
  if (identity === undefined) identities.set(dataSource, (identity = findIdentity(dataSource)));
  return identity;
}

function findIdentity({ options, driver }: DataSource): DatabaseIdentity {
  const { type, host, port, url, socketPath, database } = options as unknown as Readonly<Record<string, unknown>>;
  if (type === 'better-sqlite3') {
    const file =
      typeof database === 'string' && database !== ':memory:' && database !== '' ? resolve(database) : undefined;
    // Nobody else sees what is in memory.
    const name = file ?? randomUUID();
    return { name, origin: name };
  }
  const name = driver.database ?? String(database);
  return { name, origin: JSON.stringify([type, name, host, port, socketPath, addressOf(url)]) };
}

/** Without the password, which may change. */
function addressOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { host, pathname } = new URL(url);
  return host + pathname;
}
