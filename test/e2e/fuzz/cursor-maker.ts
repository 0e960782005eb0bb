import type { Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { Surface } from './surface.js';

/** A request for a page by cursor. */
export interface MadeWalk {
  readonly kind: string;
  /** Path and query of a list, or the body of a search. */
  readonly question: string;
  readonly wish: Wish;
}

const FORGED: readonly string[] = [
  ['e30.e30', '.', 'a', 'a.b.c', 'W10.', '.W10', 'null', '%00', '__proto__', '{}', '-1', '0', 'W1siYWZ0ZXIiLDFdXQ'],
  [`${Buffer.from('["after",1]').toString('base64url')}.${'A'.repeat(43)}`, 'A'.repeat(7000), '%F0%9F%98%80.a'],
].flat();

/** Makes walks by cursors that were given out, and by ones that were not. */
export class CursorMaker {
  constructor(private readonly random: Random) {}

  /** A link to another page, or something that looks like one; `undefined` while none is known. */
  link(surface: Surface, surfaces: readonly Surface[]): MadeWalk | undefined {
    if (surface.known.links.length === 0) return undefined;
    const link = this.random.pick(surface.known.links);
    if (this.random.happens(0.4)) return { kind: 'link', question: link, wish: 'success' };
    const [path, query] = link.split('?') as [string, string];
    const pairs = query.split('&');
    const cursor = pairs.find((pair) => pair.startsWith('cursor='))!.slice('cursor='.length);
    const others = pairs.filter((pair) => !pair.startsWith('cursor='));
    const question = (changed: string, more: readonly string[] = []): string =>
      `${path}?${[...others, ...more, `cursor=${changed}`].join('&')}`;
    const foreign = this.random.pick(surfaces.filter((each) => each !== surface));
    const key = encodeURIComponent(surface.keyParameters[0]!.name);
    return this.random.pick<MadeWalk>([
      { kind: 'changed cursor', question: question(this.changed(cursor)), wish: 'refusal' },
      { kind: 'changed cursor', question: question(this.changed(cursor)), wish: 'refusal' },
      { kind: 'forged cursor', question: question(this.random.pick(FORGED)), wish: 'refusal' },
      { kind: 'cursor of another order', question: question(cursor, [`ordering=-${key}`]), wish: 'refusal' },
      { kind: 'cursor of other rows', question: question(cursor, [`${key}__nin=${key}`]), wish: 'refusal' },
      { kind: 'cursor beside a page', question: question(cursor, ['page=1']), wish: 'refusal' },
      { kind: "another resource's cursor", question: `${foreign.path}?cursor=${cursor}`, wish: 'refusal' },
      { kind: 'cursor of a list for an item', question: `${path}/1?cursor=${cursor}`, wish: 'refusal' },
    ]);
  }

  /** The body of a search that goes on, or something that looks like one; `undefined` while none is known. */
  walk({ known }: Surface): MadeWalk | undefined {
    if (known.walks.length === 0) return undefined;
    const { question, cursor } = this.random.pick(known.walks);
    if (this.random.happens(0.5)) {
      return { kind: 'walk', question: JSON.stringify({ ...question, cursor }), wish: 'success' };
    }
    const changed = this.random.pick([this.changed(cursor), this.random.pick(FORGED), `${cursor}${cursor}`]);
    return { kind: 'changed walk', question: JSON.stringify({ ...question, cursor: changed }), wish: 'refusal' };
  }

  /** Cut, lengthened, or with one other character. */
  private changed(cursor: string): string {
    const at = this.random.integer(0, cursor.length - 1);
    const other = cursor[at] === 'x' ? 'y' : 'x';
    return this.random.pick([
      cursor.slice(0, Math.max(at, 1)).replace(/^$/, 'x'),
      `${cursor}${this.random.pick(['A', '.', '=', '%00', '%20'])}`,
      `${cursor.slice(0, at)}${other}${cursor.slice(at + 1)}`,
      `${cursor}${'A'.repeat(this.random.pick([100, 6000, 9000]))}`,
      cursor.split('.').toReversed().join('.'),
      cursor.replace('.', '..'),
    ]);
  }
}
