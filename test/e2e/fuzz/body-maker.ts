import { gzipSync } from 'node:zlib';
import { BORDERLINE_TEXTS, HOSTILE_JSON, HOSTILE_NAMES, HOSTILE_TEXTS, MALFORMED_JSON } from './hostile-values.js';
import type { Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { Schema, SchemaValues } from './schema-values.js';

/** The body part of a request. */
export interface MadeBody {
  readonly kind: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly wish: Wish;
}

type Recipe = (schema: Schema) => MadeBody;

const JSON_TYPE = { 'content-type': 'application/json' } as const;
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
    (schema) => this.wrongValue(schema),
    (schema) => this.wrongValue(schema),
    (schema) => this.wrongText(schema),
    (schema) => this.wrongText(schema),
    (schema) => this.unknownKey(schema),
    (schema) => this.missingKeys(schema),
    (schema) => this.repeatedKey(schema),
    () => this.notAnObject(),
    () => this.malformed(),
    (schema) => this.wrongMediaType(schema),
    (schema) => this.wrongCoding(schema),
    (schema) => this.huge(schema),
  ];

  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    private readonly resolve: (reference: string) => Schema,
  ) {}

  valid(schema: Schema): MadeBody {
    return {
      kind: 'valid body',
      headers: JSON_TYPE,
      body: JSON.stringify(this.values.valueOf(schema)),
      wish: 'success',
    };
  }

  wrong(schema: Schema): MadeBody {
    return this.random.pick(this.recipes)(this.resolved(schema));
  }

  /** One property has a value that may well be of another type. */
  private wrongValue(schema: Schema): MadeBody {
    const name = this.random.pick(Object.keys(schema.properties!));
    const text = this.withMember(schema, name, this.random.pick(HOSTILE_JSON));
    return { kind: `hostile JSON in ${name}`, headers: JSON_TYPE, body: text, wish: 'any' };
  }

  private wrongText(schema: Schema): MadeBody {
    const name = this.random.pick(Object.keys(schema.properties!));
    const texts = this.random.happens(0.5) ? HOSTILE_TEXTS : BORDERLINE_TEXTS;
    const text = this.withMember(schema, name, JSON.stringify(this.random.pick(texts)));
    return { kind: `hostile text in ${name}`, headers: JSON_TYPE, body: text, wish: 'any' };
  }

  private unknownKey(schema: Schema): MadeBody {
    const known = Object.keys(schema.properties!);
    const names = HOSTILE_NAMES.filter((name) => !known.includes(name));
    const name = this.random.pick([...names, 'id', 'version', 'createdAt', 'dimensions.widthMm']);
    const text = this.withMember(schema, name, this.random.pick(['1', 'null', '{"x":1}', '"a"', '[]']));
    // Keys of a resource and embedded objects have some of these names.
    const wish = known.includes(name) ? 'any' : 'refusal';
    return { kind: 'unknown key', headers: JSON_TYPE, body: text, wish };
  }

  private missingKeys(schema: Schema): MadeBody {
    const required = schema.required ?? [];
    const valid = this.validObject(schema);
    for (const name of this.random.sample(required, this.random.integer(1, 2))) delete valid[name];
    const wish = required.length > 0 ? 'refusal' : 'any';
    return { kind: 'missing key', headers: JSON_TYPE, body: JSON.stringify(valid), wish };
  }

  private repeatedKey(schema: Schema): MadeBody {
    const name = JSON.stringify(this.random.pick(Object.keys(schema.properties!)));
    const text = `{${name}:${this.random.pick(HOSTILE_JSON)},${JSON.stringify(this.validObject(schema)).slice(1)}`;
    return { kind: 'repeated key', headers: JSON_TYPE, body: text.replace(/,\}$/, '}'), wish: 'any' };
  }

  private notAnObject(): MadeBody {
    const body = this.random.pick(['null', 'true', '1', '"text"', '[]', '[{}]', '""', '', ' ', '{}{}', '[[[]]]']);
    return { kind: 'body that is no object', headers: JSON_TYPE, body, wish: 'refusal' };
  }

  private malformed(): MadeBody {
    return { kind: 'malformed JSON', headers: JSON_TYPE, body: this.random.pick(MALFORMED_JSON), wish: 'refusal' };
  }

  private wrongMediaType(schema: Schema): MadeBody {
    const type = this.random.pick(WRONG_TYPES);
    const body = JSON.stringify(this.validObject(schema));
    return { kind: `media type "${type}"`, headers: { 'content-type': type }, body, wish: 'refusal' };
  }

  /** Content codings that are not what the bytes are, and ones that are. */
  private wrongCoding(schema: Schema): MadeBody {
    const coding = this.random.pick(['gzip', 'deflate', 'br', 'compress', 'identity, gzip', 'zstd', 'x']);
    const text = JSON.stringify(this.validObject(schema));
    const body = this.random.pick([text, gzipSync(text), gzipSync(Buffer.alloc(5_000_000, 0x20))]);
    return {
      kind: `content coding ${coding}`,
      headers: { ...JSON_TYPE, 'content-encoding': coding },
      body,
      wish: 'any',
    };
  }

  private huge(schema: Schema): MadeBody {
    const names = this.random.pick([1001, 6000]);
    const text = this.random.pick([
      `{${Array.from({ length: names }, (_, index) => `"a${index}":1`).join(',')}}`,
      `{"${'x'.repeat(90_000)}":1}`,
      this.withMember(schema, 'unknown', `"${'x'.repeat(200_000)}"`),
      `{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}`,
      this.withMember(schema, 'unknown', `[${'[],'.repeat(30_000)}[]]`),
    ]);
    return { kind: 'huge body', headers: JSON_TYPE, body: text, wish: 'refusal' };
  }

  private validObject(schema: Schema): Record<string, unknown> {
    return this.values.valueOf(schema) as Record<string, unknown>;
  }

  /** A valid body in which one member is this JSON text. */
  private withMember(schema: Schema, name: string, json: string): string {
    const { [name]: _replaced, ...rest } = this.validObject(schema);
    const members = Object.entries(rest).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    return `{${[...members, `${JSON.stringify(name)}:${json}`].join(',')}}`;
  }

  private resolved(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.resolve(schema.$ref);
  }
}
