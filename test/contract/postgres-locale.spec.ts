import { Client } from 'pg';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { compileResources } from '../../lib/compiler/compile.js';
import { permit } from '../permit.js';
import { listQuestion } from '../../lib/query/plain-questions.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';
import { NO_RELATIONS } from './fixtures/no-relations.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import type { Resource } from '../../lib/resource/resource.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

@Entity()
class Dessert {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) name: string;
}
const name = `lightapi_test_c_${process.pid}`;

describe.each(chosenEngines(['postgres']))('a PostgreSQL database of the locale C', () => {
  let admin: Client;
  let dataSource: DataSource;
  let resource: Resource;
  let repository: ResourceRepository;

  beforeAll(async () => {
    const url = new URL(process.env['LIGHTAPI_TEST_POSTGRES_URL']!);
    admin = new Client({ connectionString: url.href });
    await admin.connect();
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
    url.pathname = `/${name}`;
    dataSource = new DataSource({ type: 'postgres', url: url.href, entities: [Dessert], synchronize: true });
    await dataSource.initialize();
    resource = compileResources([Dessert], { place: 'the suite' }).resources[0]!;
    repository = createCompiledRepository(resource, dataSource, NO_RELATIONS);
    await dataSource.query(`INSERT INTO dessert (name) VALUES ('Éclair'), ('eclair')`);
  });

  afterAll(async () => {
    if (dataSource?.isInitialized) await dataSource.destroy();
    await admin?.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin?.end();
  });

  it('still ignores the case of letters beyond ASCII', async () => {
    const question = listQuestion(resource, {
      filter: { kind: 'comparison', field: resource.fieldByName.get('name')!, operator: 'icontains', value: 'éCL' },
      sort: [],
      page: 1,
      pageSize: 20,
      count: 'exact',
      fields: resource.representation.list,
    });
    const result = await repository.list(permit(resource, question, ANONYMOUS));
    expect(result).toMatchObject({ total: 1 });
    expect(result.rows.toJSON()).toEqual([{ id: 1, name: 'Éclair' }]);
  });
});
