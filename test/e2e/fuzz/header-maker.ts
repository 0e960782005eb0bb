import type { Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { Surface } from './surface.js';

/** Header fields that mean something to an operation. */
export interface MadeHeaders {
  readonly kind: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly wish: Wish;
}

export const NO_HEADERS: MadeHeaders = { kind: 'no condition', headers: {}, wish: 'success' };

/** Lists of entity tags that name no version that was ever given out. */
const FOREIGN_TAGS: readonly string[] = [
  ['"x"', '"0"', '"999999999"', 'W/"1"', '"01"', '""', '"-1"', '"1e0"', '"9223372036854775808"', '"\u00ff"'],
  ['"a", "b"', ',,"a",', `"${'9'.repeat(3000)}"`, Array.from({ length: 500 }, () => '"a"').join(), '"__proto__"'],
].flat();
const MALFORMED_TAGS: readonly string[] = [
  ['1', '"', '"a', 'a"', '"a" "b"', '"a""b"', '* , *', '**', "'1'", 'w/"1"', 'W/1', '{"a":1}', '"a";', '"a b"'],
  [',', ';', '"\t"', '"a",b', `"${'a'.repeat(3000)}`, '","'.repeat(900)],
].flat();
const MALFORMED_KEYS: readonly string[] = [
  'a b',
  'a\tb',
  'k'.repeat(256),
  'k'.repeat(5000),
  '\u00e9',
  '\u00a0',
  'a, b',
];
const ODD_KEYS: readonly string[] = ['"quoted"', "'", '__proto__', '%00', '0', 'k'.repeat(255), '${a}', "';--", 'null'];

/** Fields that mean nothing to any operation, whatever they say. */
export const ODD_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { accept: 'text/html' },
  { accept: '*/*;q=0' },
  { accept: ',;q=x' },
  { host: 'evil.example' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'javascript' },
  { 'x-http-method-override': 'DELETE' },
  { 'if-unmodified-since': 'never' },
  { range: 'bytes=0-1' },
  { cookie: '__proto__=1' },
  { 'accept-encoding': 'gzip;q=x' },
  { 'accept-language': 'x'.repeat(2000) },
];

/** Makes the header fields by which writes are guarded. */
export class HeaderMaker {
  private keys = 0;

  constructor(private readonly random: Random) {}

  /** `If-Match` for the item at a path. */
  ifMatch({ known, demandsVersion }: Surface, path: string): MadeHeaders {
    const tag = known.tagOf(path);
    const kind = this.random.fraction();
    if (tag !== undefined && kind < (demandsVersion ? 0.7 : 0.3)) return matching('known tag', tag, 'success');
    if (kind < 0.75) return NO_HEADERS;
    if (kind < 0.8) return matching('any version', '*', 'success');
    if (kind < 0.9) return matching('foreign tag', this.random.pick(FOREIGN_TAGS), 'refusal');
    if (kind < 0.95) return matching('malformed tag', this.random.pick(MALFORMED_TAGS), 'refusal');
    return matching('list of tags', `"x", ${tag ?? '"1"'} ,W/"2"`, 'any');
  }

  /** `Idempotency-Key` that was not sent before. */
  newKey(): MadeHeaders {
    const kind = this.random.fraction();
    if (kind < 0.5) return NO_HEADERS;
    if (kind < 0.9) return keyed('new key', `key-${++this.keys}`, 'success');
    if (kind < 0.95) return keyed('odd key', this.random.pick(ODD_KEYS), 'any');
    return keyed('malformed key', this.random.pick(MALFORMED_KEYS), 'refusal');
  }
}

export function keyed(kind: string, key: string, wish: Wish): MadeHeaders {
  return { kind, headers: { 'idempotency-key': key }, wish };
}

function matching(kind: string, field: string, wish: Wish): MadeHeaders {
  return { kind, headers: { 'if-match': field }, wish };
}
