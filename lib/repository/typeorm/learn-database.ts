import type { DataSource } from 'typeorm';
import { learnFoldingCollation } from './compiled/postgres/folding-collation.js';

/**
 * Asks a server what statements have to know of it, so that no request has to. Where it does not answer now, or the
 * application connects later, the first request that needs it asks.
 */
export async function learnDatabase(source: DataSource): Promise<void> {
  if (source.options.type !== 'postgres' || !source.isInitialized) return;
  await learnFoldingCollation(source).catch(() => undefined);
}
