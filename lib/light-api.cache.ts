import { Injectable, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, ObjectLiteral } from 'typeorm';
import { ChangeFeed } from './events/change-feed.js';
import { LightApiCaching } from './light-api.caching.js';
import { tableName } from './repository/typeorm/write-reach.js';
import { tellWhenStored } from './repository/typeorm/transaction.js';
import { rowName } from './resource/row-name.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/**
 * What is kept of answers, for those who write past LightApi and past the events of TypeORM: with SQL of their own, from
 * another program, by `clear()` of a repository, or with `listeners: false`.
 *
 * @example
 * ```ts
 * constructor(private readonly cache: LightApiCache) {}
 *
 * async importPrices(): Promise<void> {
 *   await this.dataSource.query('UPDATE book SET price = …');
 *   await this.cache.invalidate(Book);
 * }
 * ```
 */
@Injectable()
export class LightApiCache implements OnApplicationShutdown {
  constructor(
    private readonly modules: ModuleRef,
    private readonly registry: ResourceRegistry,
    private readonly changes: ChangeFeed,
    private readonly caching: LightApiCaching,
  ) {}

  /**
   * `up` while answers are kept, `down` while the store behind cannot be reached, so that all of them come from the
   * database; `off` where no resource has a `cache`.
   */
  get status(): 'up' | 'down' | 'off' {
    if (!this.registry.resources.some(({ cache }) => cache !== undefined)) return 'off';
    return this.caching.answers?.isUp === true ? 'up' : 'down';
  }

  /**
   * Drops the answers that rows of an entity have a part in; inside a transaction, once it is committed.
   *
   * @param id of the one row that was changed, as its key is written in a path, or a list of the parts of a composite key.
   * Default: any row may have been changed, added or removed
   * @param dataSource name of the data source; `default` unless it is given
   */
  async invalidate(
    entity: Type<ObjectLiteral>,
    id?: string | number | bigint | readonly (string | number | bigint)[],
    dataSource?: string,
  ): Promise<void> {
    const source = this.modules.get<DataSource>(getDataSourceToken(dataSource), { strict: false });
    const table = tableName(source, source.getMetadata(entity));
    const resource = this.registry.resources.find((known) => known.entity === entity);
    const key = id === undefined || Array.isArray(id) ? id : [id];
    const row = key && resource && rowName(resource, key as readonly unknown[]);
    await tellWhenStored(source, this.changes, [{ table, rows: row === undefined ? undefined : [row] }]);
  }

  /** Drops every answer. */
  async clear(): Promise<void> {
    await this.caching.answers?.clear();
  }

  /** After the last request: what it has changed is told to the other nodes before. */
  async onApplicationShutdown(): Promise<void> {
    await this.caching.close();
  }
}
