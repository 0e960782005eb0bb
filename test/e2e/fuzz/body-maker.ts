import { gzipSync } from 'node:zlib';
import { BORDERLINE_TEXTS, HOSTILE_JSON, HOSTILE_NAMES, HOSTILE_TEXTS, MALFORMED_JSON } from './hostile-values.js';
import type { Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { Schema } from './schema-values.js';

/** The body part of a request. */
export interface MadeBody {
  readonly kind: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly wish: Wish;
}

/** What a body may be: its schema, and a way to make one that is right. */
export interface BodyShape {
  readonly schema: Schema;
  readonly make: () => Record<string, unknown>;
}

type Recipe = (shape: BodyShape) => MadeBody;

export const JSON_TYPE = { 'content-type': 'application/json' } as const;
const WRONG_TYPES: readonly string[] = [
  [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
  ],
  ['application/problem+json', 'application/octet-stream', 'application/vnd.api+json', '*/*', 'json', '', ';', 'a/b/c'],
  ['application/json-patch+json', 'application/jsonx', 'text/html, application/json'],
].flat();

/** Makes bodies of every kind for an operation. */
export class BodyMaker {
  private readonly recipes: readonly Recipe[] = [
    (shape) => this.wrongValue(shape),
    (shape) => this.wrongValue(shape),
    (shape) => this.wrongText(shape),
    (shape) => this.wrongText(shape),
    (shape) => this.unknownKey(shape),
    (shape) => this.missingKeys(shape),
    (shape) => this.repeatedKey(shape),
    () => this.notAnObject(),
    () => this.malformed(),
    (shape) => this.wrongMediaType(shape),
    (shape) => this.wrongCoding(shape),
    (shape) => this.huge(shape),
  ];

  constructor(private readonly random: Random) {}

  valid({ make }: BodyShape): MadeBody {
    return { kind: 'valid body', headers: JSON_TYPE, body: JSON.stringify(make()), wish: 'success' };
  }

  wrong(shape: BodyShape): MadeBody {
    return this.random.pick(this.recipes)(shape);
  }

  /** One property has a value that may well be of another type. */
  private wrongValue(shape: BodyShape): MadeBody {
    const name = this.random.pick(Object.keys(shape.schema.properties!));
    const text = this.withMember(shape, name, this.random.pick(HOSTILE_JSON));
    return { kind: `hostile JSON in ${name}`, headers: JSON_TYPE, body: text, wish: 'any' };
  }

  private wrongText(shape: BodyShape): MadeBody {
    const name = this.random.pick(Object.keys(shape.schema.properties!));
    const texts = this.random.happens(0.5) ? HOSTILE_TEXTS : BORDERLINE_TEXTS;
    const text = this.withMember(shape, name, JSON.stringify(this.random.pick(texts)));
    return { kind: `hostile text in ${name}`, headers: JSON_TYPE, body: text, wish: 'any' };
  }

  private unknownKey(shape: BodyShape): MadeBody {
    const known = Object.keys(shape.schema.properties!);
    const names = HOSTILE_NAMES.filter((name) => !known.includes(name));
    const name = this.random.pick([...names, 'id', 'version', 'createdAt', 'dimensions.widthMm']);
    const text = this.withMember(shape, name, this.random.pick(['1', 'null', '{"x":1}', '"a"', '[]']));
    // Keys of a resource and embedded objects have some of these names.
    const wish = known.includes(name) ? 'any' : 'refusal';
    return { kind: 'unknown key', headers: JSON_TYPE, body: text, wish };
  }

  private missingKeys(shape: BodyShape): MadeBody {
    const required = shape.schema.required ?? [];
    const valid = shape.make();
    for (const name of this.random.sample(required, this.random.integer(1, 2))) delete valid[name];
    const wish = required.length > 0 ? 'refusal' : 'any';
    return { kind: 'missing key', headers: JSON_TYPE, body: JSON.stringify(valid), wish };
  }

  private repeatedKey(shape: BodyShape): MadeBody {
    const name = JSON.stringify(this.random.pick(Object.keys(shape.schema.properties!)));
    const text = `{${name}:${this.random.pick(HOSTILE_JSON)},${JSON.stringify(shape.make()).slice(1)}`;
    return { kind: 'repeated key', headers: JSON_TYPE, body: text.replace(/,\}$/, '}'), wish: 'any' };
  }

  private notAnObject(): MadeBody {
    const body = this.random.pick(['null', 'true', '1', '"text"', '[]', '[{}]', '""', '', ' ', '{}{}', '[[[]]]']);
    return { kind: 'body that is no object', headers: JSON_TYPE, body, wish: 'refusal' };
  }

  private malformed(): MadeBody {
    return { kind: 'malformed JSON', headers: JSON_TYPE, body: this.random.pick(MALFORMED_JSON), wish: 'refusal' };
  }

  private wrongMediaType(shape: BodyShape): MadeBody {
    const type = this.random.pick(WRONG_TYPES);
    const body = JSON.stringify(shape.make());
    return { kind: `media type "${type}"`, headers: { 'content-type': type }, body, wish: 'refusal' };
  }

  /** Content codings that are not what the bytes are, and ones that are. */
  private wrongCoding(shape: BodyShape): MadeBody {
    const coding = this.random.pick(['gzip', 'deflate', 'br', 'compress', 'identity, gzip', 'zstd', 'x']);
    const text = JSON.stringify(shape.make());
    const body = this.random.pick([text, gzipSync(text), gzipSync(Buffer.alloc(5_000_000, 0x20))]);
    return {
      kind: `content coding ${coding}`,
      headers: { ...JSON_TYPE, 'content-encoding': coding },
      body,
      wish: 'any',
    };
  }

  private huge(shape: BodyShape): MadeBody {
    const names = this.random.pick([1001, 6000]);
    const text = this.random.pick([
      `{${Array.from({ length: names }, (_, index) => `"a${index}":1`).join(',')}}`,
      `{"${'x'.repeat(90_000)}":1}`,
      this.withMember(shape, 'unknown', `"${'x'.repeat(200_000)}"`),
      `{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}`,
      this.withMember(shape, 'unknown', `[${'[],'.repeat(30_000)}[]]`),
    ]);
    return { kind: 'huge body', headers: JSON_TYPE, body: text, wish: 'refusal' };
  }

  /** A valid body in which one member is this JSON text. */
  private withMember({ make }: BodyShape, name: string, json: string): string {
    const { [name]: _replaced, ...rest } = make();
    const members = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `{${[...members, `${JSON.stringify(name)}:${json}`].join(',')}}`;
  }
}
