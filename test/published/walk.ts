import { expect } from 'vitest';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Walks through a whole API of `Author` and `Book` over HTTP, every verb and every kind of refusal once. */
export async function walkThroughApi(url: string): Promise<void> {
  await walkThroughWrites(url);
  await walkThroughRefusals(url);
  await walkThroughMetadata(url);
}

async function walkThroughWrites(url: string): Promise<void> {
  expect(await send(url, 'GET', '/books')).toMatchObject({ status: 200, body: { count: 0, results: [] } });
  const author = await send(url, 'POST', '/authors', { name: 'Ursula K. Le Guin' });
  expect(author).toMatchObject({ status: 201, body: { id: 1, name: 'Ursula K. Le Guin' } });
  const created = await send(url, 'POST', '/books', { title: 'Rocannon', isbn: '9780441732951', authorId: 1 });
  expect(created).toMatchObject({ status: 201, body: { id: 1, title: 'Rocannon', pages: null } });
  expect(created.headers.get('location')).toMatch(/\/books\/1$/);
  const patched = await send(url, 'PATCH', '/books/1', { pages: 135 }, 'application/merge-patch+json');
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
  type = 'application/json',
): Promise<Answer> {
  const content = body ? { body: JSON.stringify(body), headers: { 'content-type': type } } : {};
  const answer = await fetch(url + path, { method, ...content });
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '') && text !== '';
  const { status, headers } = answer;
  return { status, headers, text, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
}
