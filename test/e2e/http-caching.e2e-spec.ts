import { beforeEach, describe, expect, it } from 'vitest';
import { Column, Entity, ManyToOne, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm';
import { authenticated, LightApiModule, owner } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';
import { ANN, HeaderGuard } from './fixtures/principals.js';

@Entity()
class Page {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
  @VersionColumn() version: number;
  @ManyToOne(() => Page, { nullable: true }) parent: Relation<Page> | null;
}

@Entity()
class Draft {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) title: string;
  @Column({ length: 40 }) userId: string;
}

describeApi(
  'validators and who may keep an answer',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        cors: { origins: ['https://app.example.com'] },
        entities: [
          { entity: Author, access: 'public', relations: ['books'] },
          { entity: Book, access: { read: 'public', write: authenticated() }, relations: ['author'] },
          { entity: Page, access: 'public', relations: ['parent'], cache: { maxAgeMs: 90_500 } },
          { entity: Draft, access: owner('userId'), guards: [HeaderGuard] },
        ],
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      await api.agent.post('/authors').send({ name: 'Lem' }).expect(201);
      await api.agent.post('/pages').send({ title: 'Start' }).expect(201);
    });

    it('gives a row with a version a strong tag, and one without a weak one', async () => {
      const page = await api.agent.get('/pages/1').expect(200);
      expect(page.headers.etag).toBe('"1"');
      const author = await api.agent.get('/authors/1').expect(200);
      expect(author.headers.etag).toMatch(/^W\/"[\w-]{27}"$/);
      const withParent = await api.agent.get('/pages/1?include=parent').expect(200);
      expect(withParent.headers.etag).toMatch(/^W\//);
    });

    it.each([
      '/authors/1',
      '/authors',
      '/pages/1',
      '/pages',
      '/authors/1/books',
      '/pages/1?include=parent&fields=title',
    ])('answers 304 without a body to who has %s already', async (path) => {
      const { headers } = await api.agent.get(path).expect(200);
      const tag = headers.etag as string;
      for (const field of [tag, `"other", ${tag}`, '*', tag.replace('W/', ''), `W/${tag.replace('W/', '')}`]) {
        const same = await api.agent.get(path).set('If-None-Match', field).expect(304);
        expect(same.text).toBe('');
        expect(same.headers['content-length']).toBeUndefined();
        expect([same.headers.etag, same.headers['cache-control'], same.headers.vary]).toEqual([
          headers.etag,
          headers['cache-control'],
          headers.vary,
        ]);
      }
      for (const field of ['"other"', 'nonsense', '"*"'])
        await api.agent.get(path).set('If-None-Match', field).expect(200);
      await api.agent.head(path).set('If-None-Match', tag).expect(304);
      const head = await api.agent.head(path).expect(200);
      expect(head.headers.etag).toBe(tag);
    });

    it('changes the tag with the answer', async () => {
      const before = await api.agent.get('/authors').expect(200);
      await api.agent.patch('/authors/1').send({ name: 'Stanisław Lem' }).expect(200);
      const after = await api.agent
        .get('/authors')
        .set('If-None-Match', before.headers.etag as string)
        .expect(200);
      expect(after.headers.etag).not.toBe(before.headers.etag);
    });

    it('takes no weak tag for a version to write', async () => {
      const { headers } = await api.agent.get('/pages/1?include=parent').expect(200);
      await api.agent
        .patch('/pages/1')
        .set('If-Match', headers.etag as string)
        .send({ title: 'x' })
        .expect(412);
      await api.agent.patch('/pages/1').set('If-Match', 'W/"1"').send({ title: 'x' }).expect(412);
      await api.agent.patch('/pages/1').set('If-Match', '"1"').send({ title: 'x' }).expect(200);
    });

    describe('Cache-Control and Vary', () => {
      const headOf = async (path: string, user?: object): Promise<readonly (string | undefined)[]> => {
        const request = api.agent.get(path);
        if (user !== undefined) void request.set('X-User', JSON.stringify(user));
        const { headers } = await request.expect(200);
        return [headers['cache-control'] as string, headers.vary as string];
      };

      it('lets everybody keep what is for everybody, and ask again', async () => {
        expect(await headOf('/authors')).toEqual(['public, no-cache', 'Origin']);
        expect(await headOf('/books')).toEqual(['public, no-cache', 'Origin']);
        expect(await headOf('/authors?include=books')).toEqual(['public, no-cache', 'Origin']);
      });

      it('says how long, where the resource does', async () => {
        expect(await headOf('/pages')).toEqual(['public, max-age=90', 'Origin']);
        expect(await headOf('/pages/1')).toEqual(['public, max-age=90', 'Origin']);
      });

      it('keeps what is for one caller from shared caches', async () => {
        expect(await headOf('/drafts', ANN)).toEqual(['private, no-cache', 'Origin, Authorization, Cookie']);
      });

      it('forbids to keep what went wrong', async () => {
        for (const path of ['/authors/99', '/authors?nme=x', '/drafts']) {
          const { headers, status } = await api.agent.get(path);
          expect(status).toBeGreaterThanOrEqual(400);
          expect(headers['cache-control']).toBe('no-store');
        }
      });

      it('says nothing of what has no address', async () => {
        const { headers } = await api.agent.post('/authors/search').send({}).expect(200);
        expect(headers['cache-control']).toBeUndefined();
      });
    });
  },
);
