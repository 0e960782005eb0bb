import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchDatabase } from './database.js';

/** Makes an SQLite file with the same tables and about the same rows; every contestant has a copy of its own. */
export function createSqliteDatabase(): BenchDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'lightapi-bench-sqlite-'));
  const template = join(folder, 'template.db');
  // In a process of its own, for the entities are made for one engine when they are loaded.
  execFileSync(process.execPath, [join(import.meta.dirname, 'sqlite-database.child.js'), template], {
    env: { ...process.env, LIGHTAPI_BENCH_ENGINE: 'sqlite' },
    stdio: 'inherit',
  });
  return {
    engine: 'sqlite',
    urlFor(number) {
      const path = join(folder, `${number}.db`);
      copyFileSync(template, path);
      return path;
    },
    backends: () => Promise.resolve([]),
    drop() {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
