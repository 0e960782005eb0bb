import { BodyMaker, type MadeBody } from './body-maker.js';
import { BORDERLINE_TEXTS, BROKEN_ESCAPES, HOSTILE_JSON, HOSTILE_TEXTS } from './hostile-values.js';
import { QueryMaker, uriText, type MadeQuery, type Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { RawRequest } from './raw-client.js';
import type { Schema, SchemaValues } from './schema-values.js';
import type { Surface } from './surface.js';

/** A request, what kind it is of, and what has to become of it. */
export interface FuzzRequest extends RawRequest {
  readonly kind: string;
  readonly wish: Wish;
  readonly surface: Surface;
  /** Whether the path may be no resource's, or nothing reads the body: the platform may answer in its own way. */
  readonly isForeign: boolean;
}

interface MadePath {
  readonly kind: string;
  readonly path: string;
  readonly wish: Wish;
  readonly isForeign?: boolean;
}

type BodyMethod = 'post' | 'put' | 'patch';

const NO_QUERY: MadeQuery = { kind: 'no query', text: '', wish: 'success' };
const NO_BODY: MadeBody = { kind: 'no body', headers: {}, wish: 'success' };
const UNASKED = 'unasked body';
/** Fastify's router refuses what does not decode and what is empty or long; `.` and `/` make other paths. */
const BAD_SEGMENT =
  /%(?![0-9a-f]{2})|%(?:ff|c0|c3%28|ed%a0|f5|e4)|\/(?:\/|$)|\/\.\.?(?:\/|$)|\/[^/]*\/[^/]*\/.*\/|[^/]{100}/i;
/** Methods that Node's parser knows; no resource answers to them. */
const OTHER_METHODS = ['TRACE', 'PROPFIND', 'PURGE', 'SEARCH', 'LOCK', 'LINK', 'MKCOL', 'REPORT', 'M-SEARCH'] as const;
const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { accept: 'text/html' },
  { accept: '*/*;q=0' },
  { accept: ',;q=x' },
  { host: 'evil.example' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' },
  { 'x-http-method-override': 'DELETE' },
  { 'if-match': '"x"' },
  { range: 'bytes=0-1' },
  { cookie: '__proto__=1' },
  { 'accept-encoding': 'gzip;q=x' },
  { 'accept-language': 'x'.repeat(2000) },
  { authorization: 'Bearer a.b.c' },
];

/** Makes the requests of a run, one by one. */
export class RequestMaker {
  private readonly queries: QueryMaker;
  private readonly bodies: BodyMaker;

  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    resolve: (reference: string) => Schema,
    private readonly surfaces: readonly Surface[],
  ) {
    this.queries = new QueryMaker(random, values);
    this.bodies = new BodyMaker(random, values, resolve);
  }

  next(): FuzzRequest {
    const surface = this.random.pick(this.surfaces);
    const kind = this.random.fraction();
    if (kind < 0.35) return this.list(surface);
    if (kind < 0.6) return this.write('post', surface);
    if (kind < 0.7) return this.read(surface);
    if (kind < 0.8) return this.write('put', surface);
    if (kind < 0.92) return this.write('patch', surface);
    if (kind < 0.97) return this.remove(surface);
    return this.otherMethod(surface);
  }

  private list(surface: Surface): FuzzRequest {
    const isRight = this.random.happens(0.4);
    const query = this.queries[isRight ? 'valid' : 'wrong'](surface.listParameters);
    const method = this.random.happens(0.9) ? 'GET' : 'HEAD';
    return this.assembled(method, surface, { kind: 'list', path: surface.path, wish: 'success' }, query, NO_BODY);
  }

  private read(surface: Surface): FuzzRequest {
    const method = this.random.happens(0.9) ? 'GET' : 'HEAD';
    return this.assembled(method, surface, this.itemPath(surface), this.itemQuery(surface), this.unasked());
  }

  private remove(surface: Surface): FuzzRequest {
    const query = this.random.happens(0.8) ? NO_QUERY : this.queries.wrong(surface.itemParameters);
    return this.assembled('DELETE', surface, this.itemPath(surface), query, this.unasked());
  }

  private write(method: BodyMethod, surface: Surface): FuzzRequest {
    const isCreate = method === 'post';
    const path = isCreate
      ? { kind: 'collection', path: surface.path, wish: 'success' as const }
      : this.itemPath(surface);
    const isPlain = this.random.happens(0.9);
    const query = isPlain ? NO_QUERY : isCreate ? this.queries.wrong(surface.listParameters) : this.itemQuery(surface);
    const body = this.bodies[this.random.happens(0.4) ? 'valid' : 'wrong'](surface.bodies[method]);
    // An update that a row's values or neighbours do not allow is right by its schema all the same.
    return this.assembled(method.toUpperCase(), surface, path, query, body);
  }

  private otherMethod(surface: Surface): FuzzRequest {
    const method = this.random.pick([...OTHER_METHODS, 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST']);
    const isItem = this.random.happens(0.5);
    const path = isItem ? this.knownItem(surface) : surface.path;
    const isResource = isItem ? method === 'PUT' || method === 'PATCH' || method === 'DELETE' : method === 'POST';
    const wish = method === 'OPTIONS' ? 'success' : isResource ? 'any' : 'refusal';
    return this.assembled(method, surface, { kind: 'another method', path, wish }, NO_QUERY, NO_BODY);
  }

  private itemQuery(surface: Surface): MadeQuery {
    if (this.random.happens(0.5)) return NO_QUERY;
    return this.queries[this.random.happens(0.5) ? 'valid' : 'wrong'](surface.itemParameters);
  }

  /** A body where none is expected. */
  private unasked(): MadeBody {
    if (this.random.happens(0.9)) return NO_BODY;
    const headers = { 'content-type': this.random.pick(['application/json', 'text/plain', '']) };
    return { kind: UNASKED, headers, body: this.random.pick(HOSTILE_JSON), wish: 'any' };
  }

  private itemPath(surface: Surface): MadePath {
    if (this.random.happens(0.7)) return { kind: 'known item', path: this.knownItem(surface), wish: 'success' };
    const segments = surface.keyParameters.map(({ schema }) => encodeURIComponent(String(this.values.valueOf(schema))));
    if (this.random.happens(0.3)) {
      const path = [surface.path, ...segments].join('/');
      return { kind: 'unknown item', path, wish: 'any', isForeign: BAD_SEGMENT.test(path) };
    }
    segments[this.random.integer(0, segments.length - 1)] = this.hostileSegment();
    const tail = this.random.pick(['', '', '', '', '', '/', '//', '/x', ';a=b', '/..', '/.', '%2f', '%00', '/%2e%2e']);
    const path = `${surface.path}/${segments.join('/')}${tail}`;
    return { kind: 'hostile key', path, wish: 'any', isForeign: tail !== '' || BAD_SEGMENT.test(path) };
  }

  private hostileSegment(): string {
    const texts = this.random.pick([HOSTILE_TEXTS, BORDERLINE_TEXTS, BROKEN_ESCAPES]);
    const text = this.random.pick(texts);
    if (texts === BROKEN_ESCAPES) return text;
    return this.random.happens(0.8) ? encodeURIComponent(text) : uriText(text).replaceAll(/[?#/]/g, '');
  }

  private knownItem({ items, path, keyParameters }: Surface): string {
    if (items.length > 0) return this.random.pick(items.slice(-200));
    return [path, ...keyParameters.map(({ schema }) => encodeURIComponent(String(this.values.valueOf(schema))))].join(
      '/',
    );
  }

  private assembled(method: string, surface: Surface, at: MadePath, query: MadeQuery, body: MadeBody): FuzzRequest {
    const wishes = [at.wish, query.wish, body.wish];
    const odd = this.random.happens(0.5) ? this.random.pick(ODD_HEADERS) : {};
    return {
      method,
      surface,
      isForeign: at.isForeign === true || body.kind === UNASKED,
      path: query.text === '' ? at.path : `${at.path}?${query.text}`,
      headers: { ...odd, ...body.headers },
      ...(body.body !== undefined && { body: body.body }),
      kind: `${at.kind}, ${query.kind}, ${body.kind}`,
      // Whichever part is wrong, the request is; whichever may be, it may be.
      wish: wishes.includes('refusal') ? 'refusal' : wishes.includes('any') ? 'any' : 'success',
    };
  }
}
