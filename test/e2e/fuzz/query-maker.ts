import { BORDERLINE_TEXTS, BROKEN_ESCAPES, HOSTILE_NAMES, HOSTILE_TEXTS } from './hostile-values.js';
import type { Random } from './random.js';
import type { SchemaValues } from './schema-values.js';
import type { QueryParameter } from './surface.js';

/** What the answer has to be: a success, a refusal, or either. */
export type Wish = 'success' | 'refusal' | 'any';

/** The query part of a request, without its question mark. */
export interface MadeQuery {
  readonly kind: string;
  readonly text: string;
  readonly wish: Wish;
}

type Recipe = (parameters: readonly QueryParameter[]) => MadeQuery;

/** Makes query strings of every kind for the parameters of an operation. */
export class QueryMaker {
  private readonly recipes: readonly Recipe[] = [
    (parameters) => this.hostileValue(parameters),
    (parameters) => this.hostileValue(parameters),
    (parameters) => this.borderlineValue(parameters),
    (parameters) => this.borderlineValue(parameters),
    (parameters) => this.brokenEscape(parameters),
    () => this.hostileName(),
    (parameters) => this.misspelledName(parameters),
    (parameters) => this.repeated(parameters),
    (parameters) => this.malformed(parameters),
    (parameters) => this.huge(parameters),
  ];

  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
  ) {}

  /** Different parameters with values that are right. */
  valid(parameters: readonly QueryParameter[]): MadeQuery {
    const pairs = this.random
      .sample(parameters, this.random.integer(1, 5))
      .map((parameter) => `${encodeURIComponent(parameter.name)}=${this.validValue(parameter)}`);
    // Lists of long texts make more than a query may have.
    while (pairs.join('&').length > 8000) pairs.pop();
    return { kind: 'valid query', text: pairs.join('&'), wish: 'success' };
  }

  wrong(parameters: readonly QueryParameter[]): MadeQuery {
    return this.random.pick(this.recipes)(parameters);
  }

  private validValue({ name, schema }: QueryParameter): string {
    if (name === 'page') return String(this.random.integer(1, 50));
    if (name === 'ordering') return this.orderings(schema.items?.enum as readonly string[]);
    if (schema.type !== 'array') return encodeURIComponent(String(this.values.valueOf(schema)));
    const items = this.values.valueOf({ ...schema, minItems: Math.max(schema.minItems ?? 1, 1) }) as unknown[];
    return items.map((item) => encodeURIComponent(String(item))).join(',');
  }

  private orderings(allowed: readonly string[]): string {
    const fields = this.random.sample([...new Set(allowed.map((name) => name.replace('-', '')))], 4);
    return fields.map((field) => (this.random.happens(0.5) ? `-${field}` : field)).join(',');
  }

  private hostileValue(parameters: readonly QueryParameter[]): MadeQuery {
    const { name } = this.random.pick(parameters);
    const text = `${encodeURIComponent(name)}=${encodeURIComponent(this.random.pick(HOSTILE_TEXTS))}`;
    return { kind: 'hostile value', text, wish: 'any' };
  }

  private borderlineValue(parameters: readonly QueryParameter[]): MadeQuery {
    const pairs = this.random.sample(parameters, this.random.integer(1, 3)).map(({ name }) => {
      const value = this.random.pick(BORDERLINE_TEXTS);
      return `${encodeURIComponent(name)}=${this.random.happens(0.8) ? encodeURIComponent(value) : uriText(value)}`;
    });
    return { kind: 'borderline value', text: pairs.join('&'), wish: 'any' };
  }

  private brokenEscape(parameters: readonly QueryParameter[]): MadeQuery {
    const broken = this.random.pick(BROKEN_ESCAPES);
    const { name } = this.random.pick(parameters);
    const text = this.random.pick([
      `${name}=${broken}`,
      `${broken}=1`,
      `${name}${broken}=1`,
      `${name}=1,${broken}`,
      broken,
    ]);
    return { kind: 'broken escape', text, wish: 'refusal' };
  }

  private hostileName(): MadeQuery {
    const name = this.random.pick(HOSTILE_NAMES);
    const isEncoded = this.random.happens(0.8);
    return {
      kind: 'hostile name',
      text: `${isEncoded ? encodeURIComponent(name) : uriText(name)}=1`,
      // The bare name may decode to something else, such as a pair with a name of its own.
      wish: isEncoded ? 'refusal' : 'any',
    };
  }

  private misspelledName(parameters: readonly QueryParameter[]): MadeQuery {
    const { name } = this.random.pick(parameters);
    const at = this.random.integer(0, name.length);
    const wrong = this.random.pick([`${name}x`, `${name.slice(0, at)}~${name.slice(at)}`, `${name}__`, `__${name}`]);
    return { kind: 'misspelled name', text: `${encodeURIComponent(wrong)}=1`, wish: 'refusal' };
  }

  private repeated(parameters: readonly QueryParameter[]): MadeQuery {
    const parameter = this.random.pick(parameters);
    const pair = `${encodeURIComponent(parameter.name)}=${this.validValue(parameter)}`.slice(0, 4000);
    // Node itself refuses more than 16 KiB of headers.
    const times = this.random.pick([2, 3, 40].filter((amount) => amount * pair.length < 12_000));
    const text = Array.from({ length: times }, () => pair).join('&');
    return { kind: 'repeated name', text, wish: parameter.schema.type === 'array' ? 'any' : 'refusal' };
  }

  private malformed(parameters: readonly QueryParameter[]): MadeQuery {
    const { name } = this.random.pick(parameters);
    const text = this.random.pick(
      [
        [name, `${name}=1=2`, `=`, `&&&`, `?`, `?${name}=1`, `${name}==1`, `${name};x=1`, `&${name}=`, `${name}=,`],
        [`${name}=,,,`, `${name}=1,`, `${name}=+`, `${name}=1#x`, `${name}="1"`],
      ].flat(),
    );
    return { kind: 'malformed query', text, wish: 'any' };
  }

  private huge(parameters: readonly QueryParameter[]): MadeQuery {
    const { name } = this.random.pick(parameters);
    const text = this.random.pick([
      `${name}=${'9'.repeat(9000)}`,
      `${name}=${'1,'.repeat(4000)}1`,
      `${name}=${','.repeat(8200)}`,
      'a&'.repeat(4200),
      '&'.repeat(9000),
      Array.from({ length: 1200 }, (_, index) => `a${index}=1`).join('&'),
      `${'x'.repeat(9000)}=1`,
      `${'%F0%9F%98%80'.repeat(700)}=${'%2C'.repeat(100)}`,
    ]);
    return { kind: 'huge query', text, wish: 'refusal' };
  }
}

/** The text with only what a request line cannot hold encoded. */
export function uriText(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
