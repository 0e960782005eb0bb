import type { Random } from './random.js';

/** The parts of a JSON Schema that the document uses for what is sent. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly writeOnly?: boolean;
  readonly description?: string;
}

const ALPHABETS = [
  'abc xyz',
  'ABCdef0123',
  'äöüß éñ',
  '漢字かな',
  '😀🏳️‍🌈𝔘',
  '\'"`\\%_;-',
  '\t\n\r\u0001\u007f\u2028',
  '<>&{}[]$?:@#/',
];

/** Makes values that are right by their schema, with a liking for the ends of each range. */
export class SchemaValues {
  /** Stands in some of the texts that have room for it. */
  mark: string | undefined;

  constructor(
    private readonly random: Random,
    /** Finds what a `$ref` means. */
    private readonly resolve: (reference: string) => Schema,
    /** Stands in write-only texts. */
    private readonly secret: string,
  ) {}

  valueOf(schema: Schema): unknown {
    if (schema.$ref !== undefined) return this.valueOf(this.resolve(schema.$ref));
    if (schema.enum) return this.random.pick(schema.enum);
    if (schema.allOf) return this.valueOf(schema.allOf[0]!);
    if (schema.anyOf) return this.valueOf(this.random.pick(schema.anyOf));
    const type = typeof schema.type === 'string' ? schema.type : schema.type && this.random.pick(schema.type);
    return type === undefined ? this.anything(3) : this.ofType(type, schema);
  }

  private ofType(type: string, schema: Schema): unknown {
    if (type === 'null') return null;
    if (type === 'boolean') return this.random.happens(0.5);
    if (type === 'integer') return this.integer(schema.minimum ?? -1000, schema.maximum ?? 1000);
    if (type === 'number') return this.random.pick([0, -1, 0.5, 1 / 3, 1e21, -1e-7, 123456.789, Number.MAX_VALUE]);
    if (type === 'object') return this.object(schema);
    if (type === 'array') return this.array(schema);
    return this.text(schema);
  }

  /** Every required property and some of the others. */
  private object({ properties = {}, required = [] }: Schema): Record<string, unknown> {
    const share = this.random.fraction();
    const entries = Object.entries(properties).filter(
      ([name]) => required.includes(name) || this.random.happens(share),
    );
    return Object.fromEntries(entries.map(([name, schema]) => [name, this.valueOf(schema)]));
  }

  private array({ items = {}, minItems = 0, maxItems = 5 }: Schema): unknown[] {
    return this.random.times(this.random.integer(minItems, Math.min(maxItems, 5)), () => this.valueOf(items));
  }

  private integer(minimum: number, maximum: number): number {
    const near = Math.min(maximum, 9);
    return this.random.pick([minimum, maximum, this.random.integer(minimum, maximum), this.random.integer(1, near)]);
  }

  private text(schema: Schema): string {
    switch (schema.format) {
      case 'uuid':
        return this.uuid();
      case 'int64':
        return String(this.random.pick([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), BigInt(this.random.integer(1, 9999))]));
      case 'decimal':
        return this.decimal(schema.pattern ?? '');
      case 'date':
        return this.date();
      case 'time-local':
        return this.time();
      case 'date-time':
        return `${this.date()}T${this.time()}.${this.digits(3)}Z`;
      default:
        return schema.writeOnly
          ? `${this.secret}${this.digits(4)}`
          : this.words(schema.minLength ?? 0, schema.maxLength ?? 200);
    }
  }

  private words(minLength: number, maxLength: number): string {
    if (this.mark !== undefined && this.mark.length + 4 <= maxLength && this.random.happens(0.5)) {
      return `${this.mark}${this.digits(4)}`;
    }
    const length = this.random.pick([1, 8, maxLength, this.random.integer(minLength, maxLength)]);
    const alphabet = Array.from(this.random.pick(ALPHABETS));
    return this.random.times(Math.min(length, maxLength), () => this.random.pick(alphabet)).join('');
  }

  /** Of a version and variant of RFC 9562: MariaDB refuses some others. */
  private uuid(): string {
    const hex = (amount: number): string =>
      this.random.times(amount, () => this.random.integer(0, 15).toString(16)).join('');
    const version = this.random.pick([1, 4, 5, 6, 7]);
    return `${hex(8)}-${hex(4)}-${version}${hex(3)}-${this.random.pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
  }

  /** As many digits as the pattern's counters allow. */
  private decimal(pattern: string): string {
    const [whole = 1, fraction = 0] = [...pattern.matchAll(/\{1,(\d+)\}/g)].map(([, digits]) => Number(digits));
    const sign = this.random.happens(0.3) ? '-' : '';
    const places = this.random.integer(0, fraction);
    return `${sign}${this.digits(this.random.integer(1, whole))}${places > 0 ? `.${this.digits(places)}` : ''}`;
  }

  private date(): string {
    const year = this.random.pick(['0001', '1582', '1970', '2024', '2038', '9999']);
    return `${year}-${this.two(1, 12)}-${this.two(1, 28)}`;
  }

  private time(): string {
    return `${this.two(0, 23)}:${this.two(0, 59)}:${this.two(0, 59)}`;
  }

  private two(minimum: number, maximum: number): string {
    return String(this.random.integer(minimum, maximum)).padStart(2, '0');
  }

  private digits(amount: number): string {
    return this.random.times(amount, () => this.random.integer(0, 9)).join('');
  }

  /** For a schema that takes all of JSON. */
  private anything(depth: number): unknown {
    const kind = this.random.integer(0, depth > 0 ? 6 : 4);
    if (kind === 5) return this.random.times(this.random.integer(0, 3), () => this.anything(depth - 1));
    if (kind === 6) return Object.fromEntries([[this.words(0, 6), this.anything(depth - 1)] as const]);
    return [null, true, this.random.integer(-5, 5) / 2, this.words(0, 12), ''][kind];
  }
}
