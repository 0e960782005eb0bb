import { describe, expect, it } from 'vitest';
import type { LibraryTable } from '../fixtures/library/rows.js';
import type { Tree } from '../fixtures/library/tree.js';
import type { Rules } from '../fixtures/library/visibility.js';

/** Whatever can tell which rows of {@link FEW_ROWS} meet a condition. */
export interface TreeEvaluator {
  /** Keys of the rows that meet it, in key order; softly deleted rows are not there. */
  find(table: LibraryTable, tree: Tree, visibility?: Rules): Promise<readonly unknown[][]>;
}

const ANY: Tree = { and: [] };
const NEVER: Tree = { or: [] };
const IS_ADA: Tree = ['name', 'eq', 'Ada'];
const BY_ADA: Tree = ['writer', 'one', IS_ADA];

/** What a condition on related rows means, over every kind of relation. */
export function describeTrees(evaluator: () => TreeEvaluator): void {
  const expectNovels = async (tree: Tree, ids: readonly number[], visibility?: Rules): Promise<void> => {
    const found = await evaluator().find('Novel', tree, visibility);
    expect(found.map(([id]) => id)).toEqual(ids);
  };
  const expectKeys = async (table: LibraryTable, tree: Tree, keys: readonly unknown[][]): Promise<void> => {
    expect(await evaluator().find(table, tree)).toEqual(keys);
  };

  describe('through to-one relations', () => {
    it.each<[string, Tree, number[]]>([
      ['finds rows by the one related row', BY_ADA, [1, 2]],
      ['keeps rows without a related row in ne', ['writer', 'one', ['name', 'ne', 'Ada']], [3, 4, 5, 6]],
      ['keeps them in nin', ['writer', 'one', ['name', 'nin', ['Ada', 'Bo']]], [4, 5, 6]],
      ['keeps them in a negation', { not: BY_ADA }, [3, 4, 5, 6]],
      ['keeps them in a negation inside', ['writer', 'one', { not: IS_ADA }], [3, 4, 5, 6]],
      [
        'finds them by isnull, also of a column that is never null',
        ['writer', 'one', ['name', 'isnull', true]],
        [4, 5, 6],
      ],
      [
        'tells them from rows whose related row has a null',
        ['writer', 'one', ['rating', 'isnull', true]],
        [3, 4, 5, 6],
      ],
      ['leaves them out of isnull=false', ['writer', 'one', ['rating', 'isnull', false]], [1, 2]],
      ['holds for all of them when nothing is asked', ['writer', 'one', ANY], [1, 2, 3, 4, 5, 6]],
      ['holds for none of them when too much is asked', ['writer', 'one', NEVER], []],
      [
        'asks several things of the same related row',
        [
          'writer',
          'one',
          {
            and: [
              ['name', 'isnull', false],
              ['rating', 'isnull', true],
            ],
          },
        ],
        [3],
      ],
      ['joins over two columns', ['shelf', 'one', ['label', 'eq', 'front']], [1]],
      ['takes half a key for none', ['shelf', 'one', ['room', 'isnull', true]], [4, 5, 6]],
      ['joins over a column that is not the key', ['editor', 'one', IS_ADA], [1]],
      ['takes a softly deleted row for none', ['editor', 'one', ['name', 'eq', 'Cy']], []],
      ['goes to the side that has no column', ['jacket', 'one', ['colour', 'eq', 'red']], [1]],
      ['takes nulls there for nulls', ['jacket', 'one', ['colour', 'isnull', true]], [2, 3, 4, 5, 6]],
      ['tells there a null from no row', ['jacket', 'one', ['id', 'isnull', true]], [3, 4, 5, 6]],
      ['keeps rows without a row there in ne', ['jacket', 'one', ['colour', 'ne', 'red']], [2, 3, 4, 5, 6]],
      ['goes to rows of the same table', ['prequel', 'one', ['title', 'eq', 'Sea']], [2, 3]],
      ['goes to the row itself', ['prequel', 'one', ['title', 'eq', 'Loose']], [5]],
      ['goes two steps', ['prequel', 'one', ['prequel', 'one', ['title', 'eq', 'Sea']]], [4]],
      ['goes on from a row of nulls', ['prequel', 'one', ['writer', 'one', ['name', 'isnull', true]]], [1, 5, 6]],
      ['knows whether there is some row', ['writer', 'some', ANY], [1, 2, 3]],
      ['knows whether there is none', ['writer', 'none', ANY], [4, 5, 6]],
      ['asks every row there is', ['writer', 'every', IS_ADA], [1, 2, 4, 5, 6]],
      ['knows whether there is some row without a column for it', ['jacket', 'some', ANY], [1, 2]],
      ['asks every row without a column for it', ['jacket', 'every', ['colour', 'eq', 'red']], [1, 3, 4, 5, 6]],
    ])('%s', async (_title, tree, ids) => expectNovels(tree, ids));
  });

  describe('through to-many relations', () => {
    it.each<[string, Tree, number[]]>([
      ['finds rows with some related row', ['critiques', 'some', ['stars', 'gte', 4]], [1, 2]],
      ['finds rows with none', ['critiques', 'none', ['stars', 'gte', 4]], [3, 4, 5, 6]],
      ['finds rows where every one matches', ['critiques', 'every', ['stars', 'gte', 3]], [2, 3, 4, 5, 6]],
      ['asks whether there is any', ['critiques', 'some', ANY], [1, 2, 5]],
      ['does not ask too much of some', ['critiques', 'some', NEVER], []],
      ['lets every hold without rows', ['critiques', 'every', NEVER], [3, 4, 6]],
      ['keeps the opposite of some in not', { not: ['critiques', 'some', ['stars', 'gte', 4]] }, [3, 4, 5, 6]],
      [
        'asks several things of the same row',
        [
          'critiques',
          'some',
          {
            and: [
              ['stars', 'gte', 4],
              ['text', 'eq', 'wild'],
            ],
          },
        ],
        [2],
      ],
      [
        'asks two questions of two rows',
        {
          and: [
            ['critiques', 'some', ['stars', 'gte', 4]],
            ['critiques', 'some', ['text', 'eq', 'wild']],
          ],
        },
        [1, 2],
      ],
      ['minds a null in every', ['critiques', 'every', ['text', 'ne', 'calm']], [2, 3, 4, 5, 6]],
      ['goes through a junction', ['topics', 'some', ['word', 'eq', 'storms']], [1, 2]],
      ['finds none through a junction', ['topics', 'none', ['area', 'eq', 'sea']], [3, 4, 5, 6]],
      ['asks every row behind a junction', ['topics', 'every', ['area', 'eq', 'sea']], [1, 2, 4, 5, 6]],
      ['goes to rows of the same table', ['sequels', 'some', ['title', 'eq', 'Storm']], [1]],
      ['asks every row of the same table', ['sequels', 'every', ['pages', 'eq', 100]], [2, 4, 6]],
      ['comes back to where it began', ['writer', 'one', ['novels', 'some', ['title', 'eq', 'Storm']]], [1, 2]],
      [
        'goes from many to many',
        ['topics', 'some', ['novels', 'some', ['critiques', 'some', ['text', 'eq', 'calm']]]],
        [1, 2],
      ],
      [
        'means the middle row, not the outer one, by its name',
        [
          'sequels',
          'some',
          {
            and: [
              ['pages', 'eq', 100],
              ['sequels', 'some', ['pages', 'eq', 50]],
            ],
          },
        ],
        [1],
      ],
    ])('%s', async (_title, tree, ids) => expectNovels(tree, ids));

    it('starts from either end', async () => {
      await expectKeys('Writer', ['novels', 'some', ['critiques', 'some', ['stars', 'eq', 5]]], [[1]]);
      await expectKeys('Writer', ['novels', 'none', ANY], [[4]]);
      await expectKeys('Writer', ['edited', 'some', ['title', 'eq', 'Sea']], [[1]]);
      await expectKeys('Writer', ['edited', 'none', ANY], [[2], [4]]);
      await expectKeys(
        'Shelf',
        ['novels', 'every', ['pages', 'eq', 100]],
        [
          ['attic', 1],
          ['hall', 1],
        ],
      );
      await expectKeys(
        'Topic',
        ['novels', 'some', ['pages', 'eq', 100]],
        [
          ['land', 'farms'],
          ['sea', 'ships'],
          ['sea', 'storms'],
        ],
      );
      await expectKeys(
        'Topic',
        ['novels', 'every', BY_ADA],
        [
          ['sea', 'ships'],
          ['sea', 'storms'],
        ],
      );
      await expectKeys(
        'Jacket',
        ['novel', 'one', ['title', 'startswith', 'S']],
        [['00000000-0000-4000-8000-000000000001'], ['00000000-0000-4000-8000-000000000002']],
      );
      await expectKeys('Critique', ['novel', 'one', BY_ADA], [['1'], ['2'], ['3']]);
      await expectKeys('Critique', ['novel', 'one', ['title', 'isnull', true]], [['9007199254740995']]);
    });
  });

  describe('in junctions', () => {
    it.each<[string, Tree, number[]]>([
      ['joins related conditions by or', { or: [BY_ADA, ['critiques', 'some', ['stars', 'eq', 3]]] }, [1, 2, 5]],
      ['joins them by and', { and: [BY_ADA, ['topics', 'some', ['word', 'eq', 'ships']]] }, [1]],
      ['negates a junction of them', { not: { or: [BY_ADA, ['jacket', 'some', ANY]] } }, [3, 4, 5, 6]],
      ['negates twice', { not: { not: ['writer', 'one', ['name', 'ne', 'Ada']] } }, [3, 4, 5, 6]],
      [
        'keeps nulls of the row apart from those of others',
        { not: { and: [['pages', 'eq', 100], BY_ADA] } },
        [2, 3, 4, 5, 6],
      ],
      ['takes an empty and for true', ANY, [1, 2, 3, 4, 5, 6]],
      ['takes an empty or for false', NEVER, []],
    ])('%s', async (_title, tree, ids) => expectNovels(tree, ids));
  });

  describe('with rows out of sight', () => {
    const onlyAda = { Writer: IS_ADA };
    const goodCritiques = { Critique: ['stars', 'gte', 3] as Tree };

    it.each<[string, Tree, Rules, number[]]>([
      ['takes a related row for none', ['writer', 'one', ['name', 'isnull', true]], onlyAda, [3, 4, 5, 6]],
      ['does not find by it', ['writer', 'one', ['name', 'eq', 'Bo']], onlyAda, []],
      ['keeps it in a negation', ['writer', 'one', ['name', 'ne', 'Bo']], onlyAda, [1, 2, 3, 4, 5, 6]],
      ['leaves it out of some', ['critiques', 'some', ['text', 'eq', 'wild']], goodCritiques, [2]],
      ['leaves it out of every', ['critiques', 'every', ['stars', 'gte', 3]], goodCritiques, [1, 2, 3, 4, 5, 6]],
      ['leaves it out of none', ['critiques', 'none', ['stars', 'lte', 2]], goodCritiques, [1, 2, 3, 4, 5, 6]],
      ['hides it behind a junction', ['topics', 'some', ANY], { Topic: ['note', 'isnull', true] }, [1]],
      ['hides it without a column for it', ['jacket', 'some', ANY], { Jacket: ['colour', 'isnull', false] }, [1]],
      [
        'hides it two steps away',
        ['prequel', 'one', ['writer', 'one', ['name', 'isnull', true]]],
        { Writer: ['name', 'eq', 'Bo'] },
        [1, 2, 3, 5, 6],
      ],
      [
        'hides the middle of a path and all behind it',
        ['prequel', 'one', BY_ADA],
        { Novel: ['title', 'ne', 'Sea'] },
        [],
      ],
      ['narrows related rows alone, not the rows asked for', ANY, { Novel: NEVER }, [1, 2, 3, 4, 5, 6]],
      [
        'lets a rule speak of relations itself',
        ['prequel', 'some', ANY],
        { Novel: ['critiques', 'some', ['stars', 'eq', 5]] },
        [2, 3],
      ],
    ])('%s', async (_title, tree, visibility, ids) => expectNovels(tree, ids, visibility));
  });
}
