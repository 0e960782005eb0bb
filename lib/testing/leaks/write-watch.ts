import type { ObjectLiteral } from 'typeorm';
import type { ApiRequest } from './api-client.js';
import type { Inquiry } from './inquiry.js';
import type { StoredRow } from './stored-row.js';
import type { StoredResource, StoredWorld } from './stored-world.js';

/** Looks at the tables after each write that has to be refused. */
export class WriteWatch {
  private readonly before = new Map<StoredResource, ReadonlyMap<string, string>>();

  constructor(private readonly world: StoredWorld) {}

  /** Has to be called before the first write. */
  async start(): Promise<void> {
    for (const stored of this.world.resources) this.before.set(stored, await this.world.snapshot(stored));
  }

  /** Reports rows that were changed, removed or added since the last look. */
  async look(inquiry: Inquiry, stored: StoredResource, request: ApiRequest): Promise<void> {
    const before = this.before.get(stored)!;
    const now = await this.world.snapshot(stored);
    const { name } = stored.resource;
    for (const [key, text] of before) {
      if (now.get(key) === text) continue;
      inquiry.report('write', request, `${name} ${key} was ${now.has(key) ? 'changed' : 'removed'}.`);
    }
    for (const key of now.keys()) {
      if (!before.has(key)) inquiry.report('write', request, `${name} ${key} was added.`);
    }
    this.before.set(stored, now);
  }

  async lookEverywhere(inquiry: Inquiry, request: ApiRequest): Promise<void> {
    for (const stored of this.world.resources) await this.look(inquiry, stored, request);
  }

  /** Takes away rows that a write, which was allowed to, has added. */
  async discardNew(stored: StoredResource): Promise<void> {
    const before = this.before.get(stored)!;
    const now = await this.world.snapshot(stored);
    const repository = stored.dataSource.getRepository(stored.resource.entity as never);
    for (const key of now.keys()) {
      if (before.has(key)) continue;
      const entity: ObjectLiteral = {};
      const texts = key.split('/').map(decodeURIComponent);
      for (const [index, { property }] of stored.resource.key.entries()) {
        repository.metadata.findColumnWithPropertyPath(property)!.setEntityValue(entity, texts[index]);
      }
      await repository.delete(entity);
    }
  }

  /** Puts a value back that a write has changed. */
  async putBack(stored: StoredResource, row: StoredRow, property: string, value: unknown): Promise<void> {
    const repository = stored.dataSource.getRepository<ObjectLiteral>(stored.resource.entity as never);
    const column = (path: string) => repository.metadata.findColumnWithPropertyPath(path)!;
    const key: ObjectLiteral = {};
    for (const [index, field] of stored.resource.key.entries()) {
      column(field.property).setEntityValue(key, row.key[index]);
    }
    const change: ObjectLiteral = {};
    column(property).setEntityValue(change, value);
    await repository.update(key, change);
    this.before.set(stored, await this.world.snapshot(stored));
  }
}
