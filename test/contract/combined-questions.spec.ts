import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CursorPosition, ListQuestion, Visibility } from '../../lib/query/question.js';
import type { ListResult } from '../../lib/repository/resource-repository.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import { Catalogue } from './fixtures/catalogue/catalogue.js';
import type { Tree } from './fixtures/library/tree.js';
import { chosenEngines } from '../e2e/harness/chosen.js';

const MAKERS = [
  ['compiled', createCompiledRepository],
  ['orm', createOrmRepository],
] as const;
const cases = chosenEngines().flatMap((engine) => MAKERS.map((maker) => [engine, ...maker] as const));

/** What a question is made of, each part of which narrows, orders or completes the rows in a way of its own. */
interface Parts {
  readonly table: string;
  readonly question: (catalogue: Catalogue) => Partial<ListQuestion>;
  readonly ids: readonly unknown[];
}

describe.each(cases)('questions of many parts on %s, %s', (engine, reads, make) => {
  let catalogue: Catalogue;

  beforeAll(async () => {
    catalogue = await Catalogue.open(
      engine,
      {},
      () => reads,
      () => make,
    );
    await catalogue.fill();
  });
  afterAll(() => catalogue?.close());

  const idsOf = ({ rows }: ListResult): unknown[] => (rows.toJSON() as { id: unknown }[]).map(({ id }) => id);
  const visible = (name: string, tree: Tree): Visibility => new Map([[name, catalogue.condition(name, tree)]]);

  const walk = async (table: string, question: Partial<ListQuestion>, side: CursorPosition['side']) => {
    const pages: ListResult[] = [];
    let values: readonly unknown[] | undefined;
    do {
      const page = await catalogue.list(table, { ...question, pageSize: 2, cursor: { side, values } });
      if (side === 'after') pages.push(page);
      else pages.unshift(page);
      values = side === 'after' ? page.edges?.last : page.edges?.first;
    } while (pages.at(side === 'after' ? -1 : 0)!.hasMore);
    return pages;
  };

  it.each<[string, Parts]>([
    [
      'rows of a parent, ordered through a relation of which a row is out of sight',
      {
        table: 'Review',
        question: (of) => ({
          parent: { relation: of.resource('Book').relations.get('reviews')!, key: [3] },
          sort: of.sort('Review', '-reviewer.name', '-rating'),
          visibility: new Map([['Author', of.condition('Author', ['name', 'ne', 'Cid'])]]),
          includes: of.includes('Review', { name: 'reviewer', fields: ['name'] }),
        }),
        ids: ['9', '10', '11'],
      },
    ],
    [
      'rows behind a junction, softly deleted ones among them, that meet a condition on others',
      {
        table: 'Author',
        question: (of) => ({
          deleted: 'with',
          sort: of.sort('Author', '-mentor.name', '-id'),
          filter: of.condition('Author', {
            or: [
              ['mentor', 'one', ['name', 'eq', 'Ada']],
              ['admirers', 'some', ['name', 'eq', 'Cid']],
            ],
          }),
          includes: of.includes('Author', { name: 'books', fields: ['id'] }),
        }),
        ids: [3, 6, 4, 2, 1],
      },
    ],
    [
      'softly deleted rows alone, counted',
      {
        table: 'Author',
        question: (of) => ({
          deleted: 'only',
          count: 'exact',
          sort: of.sort('Author', 'publisher.name'),
          filter: of.condition('Author', ['books', 'some', { and: [] }]),
        }),
        ids: [4],
      },
    ],
  ])('%s', async (_title, { table, question, ids }) => {
    const asked = question(catalogue);
    expect(idsOf(await catalogue.list(table, asked))).toEqual(ids);
    for (const side of ['after', 'before'] as const) {
      const pages = await walk(table, asked, side);
      expect([side, pages.flatMap(idsOf)]).toEqual([side, ids]);
    }
    const { total } = await catalogue.list(table, { ...asked, count: 'exact', pageSize: 1 });
    expect(total).toBe(ids.length);
    const whole = (await catalogue.list(table, asked)).rows.toJSON();
    const parts = (await walk(table, asked, 'after')).flatMap(({ rows }) => rows.toJSON());
    expect(parts).toEqual(whole);
  });

  it('counts, in a walk as well, only what is in sight behind a relation', async () => {
    const filter = catalogue.condition('Book', ['author', 'one', ['name', 'isnull', false]]);
    const visibility = visible('Author', ['name', 'ne', 'Ada']);
    for (const cursor of [undefined, { side: 'after', values: undefined }] as const) {
      const question: Partial<ListQuestion> = { filter, visibility, cursor, count: 'exact', pageSize: 1 };
      expect(await catalogue.list('Book', question)).toMatchObject({ length: 1, hasMore: true, total: 2 });
    }
  });

  it('reads an item by another unique key, with what comes with it and as far as it may be seen', async () => {
    const keyFields = [catalogue.resource('Publisher').fieldByName.get('code')!];
    const includes = catalogue.includes('Publisher', { name: 'authors', fields: ['name'] });
    const read = (code: string, filter?: Tree) =>
      catalogue.read('Publisher', [code], {
        keyFields,
        includes,
        visibility: visible('Author', ['name', 'ne', 'Ada']),
        ...(filter && { filter: catalogue.condition('Publisher', filter) }),
      });
    expect(await read('Reef')).toMatchObject({ id: 1, authors: [{ name: 'Bob' }] });
    expect(await read('Reef', ['authors', 'some', ['name', 'eq', 'Bob']])).toMatchObject({ id: 1 });
    expect(await read('Reef', ['authors', 'some', ['name', 'eq', 'Ada']])).toBeUndefined();
    expect(await read('Nowhere')).toBeUndefined();
    const byName = [catalogue.resource('Author').fieldByName.get('name')!];
    expect(await catalogue.read('Author', ['Dot'], { keyFields: byName })).toBeUndefined();
    expect(await catalogue.read('Author', ['Dot'], { keyFields: byName, deleted: 'only' })).toMatchObject({ id: 4 });
  });
});
