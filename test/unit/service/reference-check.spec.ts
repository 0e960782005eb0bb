import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { expect, it } from 'vitest';
import { JsonText } from '../../../lib/common/json-text.js';
import type { Comparison, ItemQuestion, Junction, ListQuestion } from '../../../lib/query/question.js';
import type { Payload } from '../../../lib/resource/payload.js';
import { owner } from '../../../lib/resource/access-rule.js';
import { missingReferences, referencesToCheck, type WrittenRow } from '../../../lib/service/reference-check.js';
import { Bottle, compiled, Crate, principal } from '../policy/compiled.js';
import { FakeRepository } from './fake-repository.js';

const ANN = principal('7');

@Entity()
class Place {
  @PrimaryColumn({ type: 'int' }) hall: number;
  @PrimaryColumn({ type: 'int' }) row: number;
  @Column({ type: 'int' }) userId: number;
}

/** Names a place by two columns. */
@Entity()
class Ticket {
  @PrimaryColumn({ type: 'int' }) id: number;
  @Column({ type: 'int', nullable: true }) hall: number | null;
  @Column({ type: 'int', nullable: true }) row: number | null;
  @ManyToOne(() => Place, { nullable: true })
  @JoinColumn([
    { name: 'hall', referencedColumnName: 'hall' },
    { name: 'row', referencedColumnName: 'row' },
  ])
  place: Relation<Place> | null;
}

/** Names another one by a key of the client's choice. */
@Entity()
class Branch {
  @PrimaryColumn({ type: 'int' }) id: number;
  @Column({ type: 'int' }) userId: number;
  @Column({ type: 'int', nullable: true }) parentId: number | null;
  @ManyToOne(() => Branch, { nullable: true })
  @JoinColumn({ name: 'parentId' })
  parent: Relation<Branch> | null;
}

/** Crates 1 to 9 may be read. */
class Crates extends FakeRepository {
  override list(question?: ListQuestion) {
    this.calls.push('list');
    const keys = ((question!.filter as Junction).conditions[0] as Comparison).value as number[];
    const length = keys.filter((id) => id < 10).length;
    return Promise.resolve({ rows: new JsonText('[]'), length, hasMore: false, total: undefined, edges: undefined });
  }

  override read({ key }: ItemQuestion) {
    this.calls.push('read');
    return Promise.resolve((key[0] as number) < 10 ? { row: new JsonText('{}'), version: undefined } : undefined);
  }
}

function start(access: unknown, declares: boolean) {
  const resources = compiled([
    { entity: Crate, access, relations: { bottles: { write: 'create' } } },
    { entity: Bottle, access: 'public', ...(declares && { relations: ['crate'] }) },
  ]);
  const crates = new Crates();
  const resource = resources['Bottle']!;
  const parts = { resource, repository: crates, repositoryOf: () => crates };
  return {
    crates,
    async pointersOf(rows: readonly Payload[], change: Partial<WrittenRow> = {}) {
      const written = rows.map((row, index) => ({
        resource,
        given: row,
        payload: row,
        pointer: rows.length === 1 ? '' : `/${index}`,
        ...change,
      }));
      const error = await missingReferences(parts, referencesToCheck(written, ANN), ANN);
      return error?.errors.map(({ pointer }) => pointer);
    },
  };
}

it.each([true, false])('asks once for the keys of a relation, be it declared or not (%j)', async (declares) => {
  const { crates, pointersOf } = start(owner('userId'), declares);
  const rows = [1, 2, 1, 3, null, 2].map((crateId) => ({ name: 'x', crateId }));
  expect(await pointersOf([...rows, { name: 'none' }])).toBeUndefined();
  expect(crates.calls).toEqual(['list']);
});

it('points at every row that names a missing one', async () => {
  const { pointersOf } = start(owner('userId'), true);
  expect(await pointersOf([10, 1, 10, 11].map((crateId) => ({ crateId })))).toEqual([
    '/0/crateId',
    '/2/crateId',
    '/3/crateId',
  ]);
  expect(await pointersOf([{ crateId: 12 }])).toEqual(['/crateId']);
});

it('asks nothing where every row may be read, and finds nothing where none may', async () => {
  const open = start('public', true);
  expect(await open.pointersOf([{ crateId: 10 }])).toBeUndefined();
  expect(open.crates.calls).toEqual([]);
  const closed = start('nobody', true);
  expect(await closed.pointersOf([{ crateId: 1 }])).toEqual(['/crateId']);
  expect(closed.crates.calls).toEqual([]);
});

it('takes the rest of a key from the row, and one that cannot be told for a key that names nothing', async () => {
  const { Ticket: resource } = compiled([
    { entity: Ticket, access: 'public' },
    { entity: Place, access: owner('userId') },
  ]);
  const crates = new Crates();
  const parts = { resource: resource!, repository: crates, repositoryOf: () => crates };
  const ask = async (given: Payload, hall: unknown): Promise<unknown> => {
    const left = (): Promise<unknown> => Promise.resolve(hall);
    const rows = [{ resource: resource!, given, payload: given, pointer: '', left }];
    return (await missingReferences(parts, referencesToCheck(rows, ANN), ANN))?.errors.map(({ pointer }) => pointer);
  };
  expect(await ask({ id: 1 }, undefined)).toBeUndefined();
  expect(await ask({ row: 3 }, 1)).toBeUndefined();
  expect(await ask({ row: 3 }, 10)).toEqual(['/row']);
  expect(crates.calls).toEqual(['read', 'read']);
  expect(await ask({ row: 3 }, null)).toBeUndefined();
  expect(await ask({ row: 3 }, undefined)).toEqual(['/row']);
  expect(await ask({ hall: 10, row: 3 }, undefined)).toEqual(['/hall', '/row']);
});

it('lets a row name another one of the same body, and no change name itself into being', async () => {
  const { Branch: resource } = compiled([{ entity: Branch, access: owner('userId') }]);
  const crates = new Crates();
  const parts = { resource: resource!, repository: crates, repositoryOf: () => crates };
  const ask = async (rows: readonly Payload[], change: Partial<WrittenRow> = {}): Promise<unknown> => {
    const written = rows.map((row, index) => ({
      resource: resource!,
      given: row,
      payload: row,
      pointer: `/${index}`,
      ...change,
    }));
    const error = await missingReferences(parts, referencesToCheck(written, ANN), ANN);
    return error?.errors.map(({ pointer }) => pointer);
  };
  expect(await ask([{ id: 20 }, { id: 21, parentId: 20 }, { id: 22, parentId: 1 }])).toBeUndefined();
  expect(await ask([{ id: 20 }, { id: 21, parentId: 30 }])).toEqual(['/1/parentId']);
  const left = (): Promise<unknown> => Promise.resolve(null);
  expect(await ask([{ id: 20, parentId: 20 }], { left })).toEqual(['/0/parentId']);
});
