import { expect } from 'vitest';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

const MERGE_PATCH = { 'content-type': 'application/merge-patch+json' };

/** Walks through a whole API of `Author` and `Book` over HTTP, every verb and every kind of refusal once. */
export async function walkThroughApi(url: string): Promise<void> {
  await walkThroughWrites(url);
  await walkThroughRefusals(url);
  await walkThroughMetadata(url);
}

/** Signs in to the application of `signing-in.application.ts`, and tries what that opens and what stays closed. */
export async function walkThroughSignIn(url: string): Promise<void> {
  const login = (username: string, password: string) => send(url, 'POST', '/auth/login', { username, password });
  const signedIn = await login('ann@example.com', 'correct horse');
  expect(signedIn).toMatchObject({ status: 200, body: { tokenType: 'Bearer', user: { id: '1' } } });
  const token = { authorization: `Bearer ${String(signedIn.body['token'])}` };
  expect(await send(url, 'GET', '/notes')).toMatchObject({ status: 401, body: { code: 'LA600' } });
  expect(await send(url, 'GET', '/mine')).toMatchObject({ status: 401 });
  const written = await send(url, 'POST', '/notes', { text: 'Mine' }, token);
  expect(written).toMatchObject({ status: 201, body: { text: 'Mine', memberId: 1 } });
  const notes = await send(url, 'GET', '/notes', undefined, token);
  expect(notes).toMatchObject({ status: 200, body: { count: 1, results: [{ id: 1, text: 'Mine' }] } });
  expect(notes.headers.get('ratelimit-limit')).toBe('1000');
  expect(await send(url, 'GET', '/mine', undefined, token)).toMatchObject({ status: 200, body: { id: '1' } });
  const { refreshToken } = signedIn.body;
  expect(await send(url, 'POST', '/auth/refresh', { refreshToken })).toMatchObject({ status: 200 });
  expect(await send(url, 'POST', '/auth/logout', undefined, token)).toMatchObject({ status: 204 });
  expect(await send(url, 'GET', '/notes', undefined, token)).toMatchObject({ status: 401, body: { code: 'LA602' } });
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await login('ben@example.com', 'wrong horse')).toMatchObject({ status: 401, body: { code: 'LA601' } });
  }
  const eleventh = await login('ben@example.com', 'correct horse');
  expect(eleventh).toMatchObject({ status: 429, body: { code: 'LA603' } });
  expect(Number(eleventh.headers.get('retry-after'))).toBeGreaterThan(0);
}

async function walkThroughWrites(url: string): Promise<void> {
  expect(await send(url, 'GET', '/books')).toMatchObject({ status: 200, body: { count: 0, results: [] } });
  const author = await send(url, 'POST', '/authors', { name: 'Ursula K. Le Guin' });
  expect(author).toMatchObject({ status: 201, body: { id: 1, name: 'Ursula K. Le Guin' } });
  const created = await send(url, 'POST', '/books', { title: 'Rocannon', isbn: '9780441732951', authorId: 1 });
  expect(created).toMatchObject({ status: 201, body: { id: 1, title: 'Rocannon', pages: null } });
  expect(created.headers.get('location')).toMatch(/\/books\/1$/);
  const patched = await send(url, 'PATCH', '/books/1', { pages: 135 }, MERGE_PATCH);
  expect(patched).toMatchObject({ status: 200, body: { title: 'Rocannon', pages: 135 } });
  const replaced = await send(url, 'PUT', '/books/1', {
    title: "Rocannon's World",
    isbn: '9780441732951',
    authorId: 1,
  });
  expect(replaced).toMatchObject({ status: 200, body: { id: 1, title: "Rocannon's World", pages: null } });
  expect(await send(url, 'GET', '/books/1')).toMatchObject({ status: 200, body: replaced.body });
  const listed = await send(url, 'GET', '/books?title__contains=World&ordering=-id&fields=id,title');
  expect(listed.body).toMatchObject({ count: 1, results: [{ id: 1, title: "Rocannon's World" }] });
  expect(await send(url, 'DELETE', '/books/1')).toMatchObject({ status: 204, text: '' });
  expect(await send(url, 'DELETE', '/books/1')).toMatchObject({ status: 404 });
}

async function walkThroughRefusals(url: string): Promise<void> {
  const refusals = [
    await send(url, 'GET', '/books/999'),
    await send(url, 'POST', '/authors', { name: 'Ursula K. Le Guin' }),
    await send(url, 'POST', '/books', { titel: 'Lathe' }),
    await send(url, 'GET', '/books?titel=x'),
    await send(url, 'POST', '/books/1', {}),
    await send(url, 'GET', '/books/1/chapters'),
  ];
  expect(refusals.map(({ status }) => status)).toEqual([404, 409, 400, 400, 405, 404]);
  for (const { status, headers, body } of refusals) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ status, title: expect.any(String), type: expect.any(String) });
  }
  expect(JSON.stringify(refusals[2]!.body)).toContain('title');
  expect(refusals[4]!.headers.get('allow')).toContain('GET');
}

async function walkThroughMetadata(url: string): Promise<void> {
  expect(await send(url, 'HEAD', '/books')).toMatchObject({ status: 200, text: '' });
  const options = await send(url, 'OPTIONS', '/books');
  expect(options.status).toBe(204);
  expect(options.headers.get('allow')).toMatch(/GET.*POST|POST.*GET/);
  const docs = await send(url, 'GET', '/docs');
  expect(docs.status).toBe(200);
  expect(docs.headers.get('content-type')).toMatch(/^text\/html/);
  const openapi = await send(url, 'GET', '/openapi.json');
  expect(openapi.body['openapi']).toMatch(/^3\.1\./);
  const paths = Object.keys(openapi.body['paths'] as object);
  expect(paths).toEqual(expect.arrayContaining(['/authors', '/authors/{id}', '/books', '/books/{id}']));
}

async function send(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const content = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
  const answer = await fetch(url + path, { method, headers, ...content });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
