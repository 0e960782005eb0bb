import { BORDERLINE_TEXTS, BROKEN_ESCAPES, HOSTILE_TEXTS } from './hostile-values.js';
import { uriText, type Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { SchemaValues } from './schema-values.js';
import type { Surface } from './surface.js';

/** The path part of a request. */
export interface MadePath {
  readonly kind: string;
  readonly path: string;
  readonly wish: Wish;
  readonly isForeign?: boolean;
}

/** Fastify's router refuses what does not decode and what is empty or long; `.` and `/` make other paths. */
const BAD_SEGMENT =
  /%(?![0-9a-f]{2})|%(?:ff|c0|c3%28|ed%a0|f5|e4)|\/(?:\/|$)|\/\.\.?(?:\/|$)|\/[^/]*\/[^/]*\/.*\/|[^/]{100}/i;
const TAILS: readonly string[] = ['', '', '', '', '', '/', '//', '/x', ';a=b', '/..', '/.', '%2f', '%00', '/%2e%2e'];

/** Makes paths of items: those that are there, that may be there, and that are no key at all. */
export class PathMaker {
  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
  ) {}

  item(surface: Surface): MadePath {
    if (this.random.happens(0.7)) return { kind: 'known item', path: this.known(surface), wish: 'success' };
    const segments = this.segments(surface);
    if (this.random.happens(0.3)) {
      const path = [surface.path, ...segments].join('/');
      return { kind: 'unknown item', path, wish: 'any', isForeign: BAD_SEGMENT.test(path) };
    }
    segments[this.random.integer(0, segments.length - 1)] = this.hostileSegment();
    const tail = this.random.pick(TAILS);
    const path = `${surface.path}/${segments.join('/')}${tail}`;
    return { kind: 'hostile key', path, wish: 'any', isForeign: tail !== '' || BAD_SEGMENT.test(path) };
  }

  /** One that is there, or could be. */
  known(surface: Surface): string {
    const { items } = surface.known;
    return items.length > 0 ? this.random.pick(items) : [surface.path, ...this.segments(surface)].join('/');
  }

  private segments({ keyParameters }: Surface): string[] {
    // An empty segment is another path.
    return keyParameters.map(({ schema }) =>
      encodeURIComponent(String(this.values.valueOf({ minLength: 1, ...schema }))),
    );
  }

  private hostileSegment(): string {
    const texts = this.random.pick([HOSTILE_TEXTS, BORDERLINE_TEXTS, BROKEN_ESCAPES]);
    const text = this.random.pick(texts);
    if (texts === BROKEN_ESCAPES) return text;
    return this.random.happens(0.8) ? encodeURIComponent(text) : uriText(text).replaceAll(/[?#/]/g, '');
  }
}
