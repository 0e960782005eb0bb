import { Column, DataSource, Entity, PrimaryGeneratedColumn, type DataSourceOptions } from 'typeorm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileResources } from '../../lib/compiler/compile.js';
import { ALL_VISIBLE } from '../../lib/query/question.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import { createTestDatabase } from '../e2e/harness/test-databases.js';

@Entity()
class Entry {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) name: string;
}

describe('compiled writes on SQLite, beside transactions of the application', () => {
  let dataSource: DataSource;
  let repository: ResourceRepository;

  beforeEach(async () => {
    const { options } = await createTestDatabase('sqlite');
    dataSource = new DataSource({ ...(options as DataSourceOptions), entities: [Entry] } as DataSourceOptions);
    await dataSource.initialize();
    repository = createCompiledRepository(
      compileResources([Entry], { place: 'the suite' }).resources[0]!,
      dataSource,
      NO_RELATIONS,
    );
  });

  afterEach(() => dataSource.destroy());

  const create = (name: string): Promise<unknown> =>
    repository.create(Object.assign(Object.create(null) as Record<string, unknown>, { name }), ALL_VISIBLE);
  const names = async (): Promise<string[]> =>
    (await dataSource.getRepository(Entry).find({ order: { id: 'ASC' } })).map(({ name }) => name);

  it('wait for the end of the transaction, so that its rollback takes nothing of theirs', async () => {
    let created: Promise<unknown> | undefined;
    const failing = dataSource.transaction(async (manager) => {
      await manager.insert(Entry, { name: 'doomed' });
      created = create('kept');
      await new Promise((resolve) => setTimeout(resolve, 30));
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    await created;
    expect(await names()).toEqual(['kept']);
  });

  it('are kept whatever transactions begin and fail around them', async () => {
    const work = Array.from({ length: 60 }, (_, index) =>
      index % 3 === 0
        ? dataSource
            .transaction(async (manager) => {
              await manager.insert(Entry, { name: `t${index}` });
              await Promise.resolve();
              if (index % 2 === 0) throw new Error('rolled back');
            })
            .catch(() => undefined)
        : create(`c${index}`),
    );
    await Promise.allSettled(work);
    const stored = await names();
    for (let index = 0; index < 60; index++) {
      if (index % 3 !== 0) expect(stored).toContain(`c${index}`);
    }
  });
});
