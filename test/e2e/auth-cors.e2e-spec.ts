import libsql from 'libsql';
import { expect, it } from 'vitest';
import { LightApiModule, runLightApi } from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { describeApi } from './harness/describe-api.js';

const PAGE = 'https://app.example.com';

describeApi(
  'pages of other origins',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRootAsync({
        useFactory: () => ({ database, cors: { origins: [PAGE], credentials: true, exposedHeaders: ['X-Cache'] } }),
        entities: [{ entity: Author, access: { read: 'public', write: 'authenticated' } }],
      }),
    ],
  },
  (api) => {
    const preflight = (origin: string, path = '/authors') =>
      fetch(api.url + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,authorization',
        },
      });

    it('may ask ahead, for every path', async () => {
      for (const path of ['/authors', '/authors/1', '/nowhere']) {
        const answer = await preflight(PAGE, path);
        expect(answer.status).toBe(204);
        expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
        expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
        expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
        expect(answer.headers.get('access-control-allow-headers')).toMatch(/content-type,\s?authorization/);
        expect(answer.headers.get('access-control-max-age')).toBe('600');
        expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
      }
    });

    it('may read answers and problems, with what their headers say', async () => {
      const answer = await api.agent.get('/authors').set('origin', PAGE).expect(200);
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': PAGE });
      for (const name of ['ETag', 'Link', 'Location', 'Retry-After', 'X-Cache']) {
        expect(answer.headers['access-control-expose-headers']).toContain(name);
      }
      const denied = await api.agent.post('/authors').set('origin', PAGE).send({ name: 'Lem' }).expect(401);
      expect(denied.headers['access-control-allow-origin']).toBe(PAGE);
      const malformed = await fetch(`${api.url}/authors`, {
        method: 'POST',
        headers: { origin: PAGE, 'content-type': 'application/json' },
        body: '{',
      });
      expect([malformed.status, malformed.headers.get('access-control-allow-origin')]).toEqual([400, PAGE]);
    });

    it('may not when they are of an origin that is not listed', async () => {
      for (const origin of ['https://evil.example.com', `${PAGE}.evil.com`, 'http://app.example.com', 'null']) {
        expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
        const answer = await api.agent.get('/authors').set('origin', origin).expect(200);
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      }
    });

    it('leave any other OPTIONS to its route', async () => {
      const answer = await api.agent.options('/authors').expect(204);
      expect(answer.headers['allow']).toContain('POST');
      const sent = await api.agent.options('/authors').set('origin', PAGE).expect(204);
      expect(sent.headers['allow']).toContain('POST');
      expect(sent.headers['access-control-allow-origin']).toBe(PAGE);
      await api.agent.options('/nowhere').expect(404);
    });
  },
);

it('may be let in by the one call that runs an application', async () => {
  const app = await runLightApi({
    entities: [{ entity: Author, access: 'public' }],
    database: {
      type: 'better-sqlite3',
      driver: libsql,
      database: ':memory:',
      synchronize: true,
      autoLoadEntities: true,
    },
    cors: { origins: [PAGE] },
    port: 0,
  });
  try {
    const answer = await fetch(`${await app.getUrl()}/authors`, { headers: { origin: PAGE } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, PAGE]);
  } finally {
    await app.close();
  }
});

describeApi(
  'pages of any origin',
  {
    engines: ['sqlite'],
    imports: (database) => [LightApiModule.forRoot({ database, cors: { origins: '*' }, entities: [Author] })],
  },
  (api) => {
    it('may read what everybody may', async () => {
      const answer = await api.agent.get('/authors').set('origin', PAGE).expect(200);
      expect(answer.headers['access-control-allow-origin']).toBe('*');
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
    });
  },
);

describeApi(
  'an application that says nothing of other origins',
  { engines: ['sqlite'], imports: (database) => [LightApiModule.forRoot({ database, entities: [Author] })] },
  (api) => {
    it('lets none of their pages in', async () => {
      const answer = await api.agent.get('/authors').set('origin', PAGE).expect(200);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    });
  },
);
