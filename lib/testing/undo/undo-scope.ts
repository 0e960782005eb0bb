import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { LightApiCache } from '../../light-api.cache.js';
import type { TakeBack } from './take-back.js';
import { beginUndo } from './undo.js';

/** All that an application does in its databases between a beginning and its undoing. */
export class UndoScope {
  private begun: readonly TakeBack[] | undefined;

  constructor(private readonly app: INestApplication) {}

  get isOpen(): boolean {
    return this.begun !== undefined;
  }

  /** @throws Error when it has begun already, or where a driver cannot take anything back */
  async begin(): Promise<void> {
    if (this.begun !== undefined) throw new Error('begin() was called twice: call rollback() after each test.');
    const begun: TakeBack[] = [];
    this.begun = begun;
    try {
      for (const dataSource of dataSourcesOf(this.app)) begun.push(await beginUndo(dataSource));
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  /** Takes everything back, and forgets the answers that the cache has kept of it. Without a beginning it does nothing. */
  async rollback(): Promise<void> {
    const begun = this.begun ?? [];
    this.begun = undefined;
    const ends = await Promise.allSettled(begun.map((takeBack) => takeBack()));
    if (begun.length > 0) await this.app.get(LightApiCache, { strict: false }).clear();
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

function dataSourcesOf(app: INestApplication): ReadonlySet<DataSource> {
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  const instances = modules.flatMap(({ providers }) =>
    [...providers.values()].map(({ instance }) => instance as unknown),
  );
  return new Set(
    instances.filter((instance) => instance instanceof DataSource && instance.isInitialized) as DataSource[],
  );
}
