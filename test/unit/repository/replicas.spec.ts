import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { replicasOf, useReplicas } from '../../../lib/repository/typeorm/replicas.js';

function postgres(replication?: object): DataSource {
  return new DataSource({ type: 'postgres', ...(replication && { replication }) } as never);
}

const SERVERS = { master: { host: 'primary' }, slaves: [{ host: 'replica' }] };

describe('replicas', () => {
  it('are known once, to everybody', () => {
    const dataSource = postgres(SERVERS);
    expect(replicasOf(dataSource)).toBeUndefined();
    const replicas = useReplicas(dataSource, 1_000);
    expect(replicas).toBeDefined();
    expect(useReplicas(dataSource, 1_000)).toBe(replicas);
    expect(replicasOf(dataSource)).toBe(replicas);
  });

  it('are none where there is one database, or reads are to go to the primary one', () => {
    expect(useReplicas(postgres(), 1_000)).toBeUndefined();
    expect(useReplicas(postgres({ ...SERVERS, defaultMode: 'master' }), 1_000)).toBeUndefined();
  });

  it('do not hide what is wrong with a statement', async () => {
    const replicas = useReplicas(postgres(SERVERS), 1_000)!;
    const asked: string[] = [];
    const fail = (server: string): Promise<never> => {
      asked.push(server);
      return Promise.reject(Object.assign(new Error('no'), { code: '22P02', severity: 'ERROR' }));
    };
    await expect(replicas.read('SELECT', fail)).rejects.toThrow('no');
    expect(asked).toEqual(['slave']);
  });

  it('that had to give a read up for what the primary sent them leave it to that', async () => {
    const replicas = useReplicas(postgres(SERVERS), 1_000)!;
    // What PostgreSQL says to a query that stands in the way of recovery.
    const conflict = Object.assign(new Error('canceling statement'), { code: '40001', severity: 'ERROR' });
    const ask = (server: string): Promise<string> =>
      server === 'slave' ? Promise.reject(conflict) : Promise.resolve(server);
    expect(await replicas.read('SELECT', ask)).toBe('master');
  });
});
