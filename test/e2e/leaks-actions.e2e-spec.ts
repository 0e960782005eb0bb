import { Injectable, NotFoundException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Expose } from 'class-transformer';
import { IsString } from 'class-validator';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { action, LightApiModule, owner, role, type CollectionAction } from '../../lib/index.js';
import { ResourceActions } from '../../lib/service/resource-actions.js';
import { findLeaks, type LeakOptions, type LeakPrincipal } from '../../lib/testing/index.js';
import { describeApi, type Api } from './harness/describe-api.js';

@Entity('leak_letter')
class Letter {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) ownerId: string;
  @Column({ length: 80 }) text: string;
  @Column({ default: false }) sealed: boolean;
}

class Seal {
  @IsString() wax: string;
}

class Summary {
  @Expose() words: string;
}

/** Whether the code of the action forgets whose letters it may tell of. */
let isCareless = false;

@Injectable()
class Digest implements CollectionAction {
  constructor(private readonly dataSource: DataSource) {}

  async run(): Promise<Summary> {
    const letters = await this.dataSource.getRepository(Letter).find();
    return { words: isCareless ? letters.map(({ text }) => text).join() : String(letters.length) };
  }
}

class HeaderGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<{ headers: Record<string, string>; user?: object }>();
    request.user = { id: request.headers['x-user'], roles: [] };
    return true;
  }
}

const WRITERS: readonly LeakPrincipal[] = ['ann', 'ben'].map((id) => ({ name: id, id, headers: { 'x-user': id } }));

describeApi(
  'the search for leaks asks actions, and',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({ database }),
      LightApiModule.forFeature(
        [
          {
            entity: Letter,
            access: owner('ownerId'),
            actions: {
              open: action(Letter, { method: 'GET', answer: Summary, run: ({ row }) => ({ words: row.text }) }),
              seal: action(Letter, {
                body: Seal,
                run: async ({ row, save }) => void (await save(Object.assign(row, { sealed: true }))),
              }),
              digest: { scope: 'collection', method: 'GET', access: 'authenticated', answer: Summary, run: Digest },
              burn: { scope: 'collection', access: role('admin'), run: () => undefined },
            },
          },
        ],
        { guards: [HeaderGuard] },
      ),
    ],
    openapi: false,
  },
  (api) => {
    beforeEach(async () => {
      isCareless = false;
      await api.reset();
      const letters = WRITERS.flatMap(({ id }) =>
        [1, 2].map((count) => ({ ownerId: id!, text: `letter-${count}-${id}` })),
      );
      await api.dataSource.getRepository(Letter).insert(letters);
    });
    afterEach(() => vi.restoreAllMocks());

    const find = (options: Partial<LeakOptions> = {}) =>
      findLeaks(api.app, { principals: WRITERS, actionBodies: { 'Letter.seal': { wax: 'red' } }, ...options });

    it('finds none where their rules hold', async () => {
      const run = vi.spyOn(ResourceActions.prototype, 'onItem');
      expect(await find()).toMatchObject({ leaks: [], gaps: [] });
      const asked = run.mock.calls.map(([{ name }]) => name);
      // Two of one's own, two of the other, and as many that never were; those that write only where it is refused.
      expect([timesOf(asked, 'open'), timesOf(asked, 'seal')]).toEqual([2 * 6, 2 * 4]);
      expect(await api.dataSource.getRepository(Letter).countBy({ sealed: true })).toBe(0);
    });

    it('says that it came to no rule where a body was not valid', async () => {
      const { gaps } = await find({ actionBodies: {} });
      expect(gaps).toContain('Letter as ann: POST /letters/:n/seal answered 400 before it came to the rules');
    });

    it('finds rows that are shown or changed without the rule', async () => {
      forgetRules(api);
      const { leaks } = await find();
      expect(leaks).toContainEqual({
        kind: 'row',
        principal: 'ann',
        resource: 'Letter',
        request: 'GET /letters/3/open',
        detail: 'Letter 3 is answered with 200.',
      });
      expect(leaks).toContainEqual({
        kind: 'write',
        principal: 'ann',
        resource: 'Letter',
        request: 'POST /letters/3/seal {"wax":"red"}',
        detail: 'Letter 3 was changed.',
      });
    });

    it('finds what the code of an action tells of rows that it was not asked about', async () => {
      isCareless = true;
      const { leaks } = await find();
      expect(leaks.map(({ kind, request, detail }) => `${kind} ${request}: ${detail}`)).toContain(
        'value GET /letters/digest: The answer has Letter.text of 3.',
      );
    });

    it('finds rules that are wider than is expected', async () => {
      const { leaks } = await find({ expectations: { mayAct: (_principal, _resource, row) => row['id'] !== 1 } });
      expect(leaks.map(({ kind, request }) => `${kind} ${request}`)).toEqual(
        expect.arrayContaining(['row GET /letters/1/open', 'write POST /letters/1/seal {"wax":"red"}']),
      );
    });
  },
);

/** Lets actions be done with any row. */
function forgetRules({ dataSource }: Api): void {
  vi.spyOn(ResourceActions.prototype, 'onItem').mockImplementation(async (_action, { key, principal }, body, run) => {
    const repository = dataSource.getRepository(Letter);
    const row = await repository.findOneBy({ id: Number(key[0]) });
    if (row === null) throw new NotFoundException();
    const save = (entity: object): Promise<never> => repository.save(entity) as Promise<never>;
    const returned = await run({ row, body, principal, save, remove: () => Promise.resolve() });
    return { returned, item: undefined };
  });
}

function timesOf(names: readonly string[], name: string): number {
  return names.filter((one) => one === name).length;
}
