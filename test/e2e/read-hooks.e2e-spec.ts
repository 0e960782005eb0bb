import { ForbiddenException, Injectable } from '@nestjs/common';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, expect, it, vi } from 'vitest';
import {
  LightApiModule,
  getResourceToken,
  or,
  owner,
  role,
  type HookContext,
  type ResourceHooks,
  type ResourceService,
} from '../../lib/index.js';
import { as as speakAs, HeaderGuard } from './fixtures/principals.js';
import { describeApi } from './harness/describe-api.js';

@Entity()
class Letter {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
  @Column({ length: 40, default: 'sealed' }) seal: string;
  @Column({ type: 'int', nullable: true }) ownerId: number | null;
}

const heard: unknown[] = [];

@Injectable()
class Postman implements ResourceHooks<Letter> {
  beforeRead({ operation, principal, resource, requestId }: HookContext<Letter>): void {
    heard.push([resource, operation, principal?.id, requestId]);
    if (principal?.roles.includes('late')) throw new ForbiddenException('The office is closed.');
  }
}

@Injectable()
class Reader implements ResourceHooks<Letter> {
  afterRead(letters: Letter[], { operation, principal }: HookContext<Letter>): void {
    for (const letter of letters) letter.title += ` (${operation} by ${principal?.id}, ${letter.seal})`;
    if (letters.some(({ title }) => title.startsWith('void'))) letters.splice(0, 1);
  }
}

describeApi(
  'hooks around reads',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database }),
      LightApiModule.forFeature(
        [
          {
            entity: Letter,
            access: { read: or(owner('ownerId'), role('late')), write: owner('ownerId') },
            fields: { seal: 'hidden' },
            hooks: [Postman, Reader],
          },
        ],
        { guards: [HeaderGuard] },
      ),
    ],
    engines: ['sqlite'],
    platforms: ['fastify'],
    // It cannot know what a hook throws.
    openapi: false,
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      await speakAs(api, { id: 1 }).post('/letters').send({ title: 'hello' }).expect(201);
      heard.length = 0;
    });
    const as = (id: number, roles: readonly string[] = []) => speakAs(api, { id, roles });

    it('show rows as they have changed them, by the output list', async () => {
      const { body } = await as(1).get('/letters/1').expect(200);
      expect(body).toEqual({ id: 1, title: 'hello (read by 1, sealed)', ownerId: 1 });
      const list = await as(1).get('/letters?fields=title&ordering=id').expect(200);
      expect(list.body.results).toEqual([{ title: 'hello (list by 1, sealed)' }]);
      expect((await as(1).post('/letters/search').send({}).expect(200)).body.results).toHaveLength(1);
      expect((await as(2).get('/letters')).body.results).toEqual([]);
    });

    it('may take a row out of an answer', async () => {
      await as(1).post('/letters').send({ title: 'void' }).expect(201);
      await as(1).get('/letters/2').expect(404);
    });

    it('refuse a read before the database is asked, and know who asks for what', async () => {
      const query = vi.spyOn(api.dataSource, 'createQueryRunner');
      try {
        const { body } = await as(3, ['late']).get('/letters').set('x-request-id', 'r-7').expect(403);
        expect(body).toMatchObject({ status: 403, detail: 'The office is closed.' });
        await as(3, ['late']).get('/letters/1').set('x-request-id', 'r-8').expect(403);
        await as(3, ['late']).get('/letters/99').set('x-request-id', 'r-9').expect(403);
        expect(query).not.toHaveBeenCalled();
      } finally {
        query.mockRestore();
      }
      expect(heard).toEqual([
        ['Letter', 'list', '3', 'r-7'],
        ['Letter', 'read', '3', 'r-8'],
        ['Letter', 'read', '3', 'r-9'],
      ]);
    });

    it('are asked by services as well, for whom they read', async () => {
      const letters = api.app.get<ResourceService<Letter>>(getResourceToken(Letter), { strict: false });
      const late = { id: '3', roles: ['late'], claims: {} };
      for (const refused of [
        letters.list({ as: late }),
        letters.count({ as: late }),
        letters.exists(1, { as: late }),
      ]) {
        await expect(refused).rejects.toThrow('The office is closed.');
      }
      expect((await letters.read(1)).title).toBe('hello (read by undefined, sealed)');
      expect(heard.at(-1)).toEqual(['Letter', 'read', undefined, undefined]);
    });
  },
);
