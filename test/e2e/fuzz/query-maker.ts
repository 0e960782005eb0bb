import { BORDERLINE_TEXTS, BROKEN_ESCAPES, HOSTILE_NAMES, HOSTILE_TEXTS } from './hostile-values.js';
import type { Random } from './random.js';
import type { QuestionMaker } from './question-maker.js';
import type { Schema, SchemaValues } from './schema-values.js';
import type { QueryDoor } from './surface.js';
import type { TreeMaker } from './tree-maker.js';

/** What the answer has to be: a success, a refusal, or either. */
export type Wish = 'success' | 'refusal' | 'any';

/** The query part of a request, without its question mark. */
export interface MadeQuery {
  readonly kind: string;
  readonly text: string;
  readonly wish: Wish;
}

type Recipe = (door: QueryDoor) => MadeQuery;

/** Words of the language; every other parameter is a filter. */
const WORDS: ReadonlySet<string> = new Set(
  [
    ['page', 'page_size', 'cursor', 'ordering', 'search', 'filter'],
    ['fields', 'include', 'count', 'deleted'],
  ].flat(),
);
const INCLUDE_OPTION = /\.(?:page_size|ordering)$/;
/** Characters that a query may have, and some that Node takes in a request line. */
const [LONGEST, LONGEST_LINE] = [8192, 12_000];

/** Makes query strings of every kind for the parameters of an operation. */
export class QueryMaker {
  private readonly recipes: readonly Recipe[] = [
    (door) => this.hostileValue(door),
    (door) => this.hostileValue(door),
    (door) => this.borderlineValue(door),
    (door) => this.borderlineValue(door),
    (door) => this.brokenEscape(door),
    () => this.hostileName(),
    (door) => this.misspelledName(door),
    (door) => this.repeated(door),
    (door) => this.malformed(door),
    (door) => this.huge(door),
    (door) => this.wrongTree(door),
    (door) => this.wrongTree(door),
    (door) => this.hostileItem(door),
    (door) => this.hostileItem(door),
    (door) => this.contradiction(door),
    (door) => this.wrongPath(door),
  ];

  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    private readonly questions: QuestionMaker,
    private readonly trees: TreeMaker,
  ) {}

  /** Different parameters with values that are right, and fit for each other. */
  valid({ parameters, row, tree }: QueryDoor): MadeQuery {
    const words = new Map(parameters.map(({ name, schema }) => [name, schema]));
    const pairs = Object.entries(this.questions.question(words, row)).map(([name, value]) => pairOf(name, value));
    const filters = parameters.filter(({ name }) => !WORDS.has(name) && !INCLUDE_OPTION.test(name));
    for (const { name, schema } of this.random.sample(filters, this.random.integer(0, 4))) {
      pairs.push(pairOf(name, this.filterValue(schema)));
    }
    if (tree !== undefined && this.random.happens(0.2))
      pairs.push(`filter=${encodeURIComponent(this.trees.valid(tree).json)}`);
    if (words.has('cursor') && this.random.happens(0.25)) pairs.push('cursor=');
    else if (words.has('page') && this.random.happens(0.3)) pairs.push(`page=${this.random.integer(1, 50)}`);
    // Lists of long texts make more than a query may have; an include has to stay with its options.
    while (pairs.join('&').length > LONGEST) pairs.pop();
    return { kind: 'valid query', text: pairs.join('&'), wish: 'success' };
  }

  wrong(door: QueryDoor): MadeQuery {
    return this.random.pick(this.recipes)(door);
  }

  private filterValue(schema: Schema): unknown {
    if (schema.type !== 'array') return this.values.valueOf(schema);
    return this.values.valueOf({ ...schema, minItems: Math.max(schema.minItems ?? 1, 1) });
  }

  private hostileValue({ parameters }: QueryDoor): MadeQuery {
    const { name } = this.random.pick(parameters);
    const text = `${encodeURIComponent(name)}=${encodeURIComponent(this.random.pick(HOSTILE_TEXTS))}`;
    return { kind: 'hostile value', text, wish: 'any' };
  }

  private borderlineValue({ parameters }: QueryDoor): MadeQuery {
    const pairs = this.random.sample(parameters, this.random.integer(1, 3)).map(({ name }) => {
      const value = this.random.pick(BORDERLINE_TEXTS);
      return `${encodeURIComponent(name)}=${this.random.happens(0.8) ? encodeURIComponent(value) : uriText(value)}`;
    });
    return { kind: 'borderline value', text: pairs.join('&'), wish: 'any' };
  }

  private brokenEscape({ parameters }: QueryDoor): MadeQuery {
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

  private misspelledName({ parameters }: QueryDoor): MadeQuery {
    const { name } = this.random.pick(parameters);
    const at = this.random.integer(0, name.length);
    const wrong = this.random.pick([`${name}x`, `${name.slice(0, at)}~${name.slice(at)}`, `${name}__`, `__${name}`]);
    return { kind: 'misspelled name', text: `${encodeURIComponent(wrong)}=1`, wish: 'refusal' };
  }

  private repeated({ parameters }: QueryDoor): MadeQuery {
    const parameter = this.random.pick(parameters);
    const pair = pairOf(parameter.name, this.filterValue(parameter.schema)).slice(0, 4000);
    // Node itself refuses more than 16 KiB of headers.
    const times = this.random.pick([2, 3, 40].filter((amount) => amount * pair.length < 12_000));
    const text = Array.from({ length: times }, () => pair).join('&');
    return { kind: 'repeated name', text, wish: parameter.schema.type === 'array' ? 'any' : 'refusal' };
  }

  private malformed({ parameters }: QueryDoor): MadeQuery {
    const { name } = this.random.pick(parameters);
    const text = this.random.pick(
      [
        [name, `${name}=1=2`, `=`, `&&&`, `?`, `?${name}=1`, `${name}==1`, `${name};x=1`, `&${name}=`, `${name}=,`],
        [`${name}=,,,`, `${name}=1,`, `${name}=+`, `${name}=1#x`, `${name}="1"`],
      ].flat(),
    );
    return { kind: 'malformed query', text, wish: 'any' };
  }

  private huge({ parameters }: QueryDoor): MadeQuery {
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

  private wrongTree(door: QueryDoor): MadeQuery {
    if (door.tree === undefined) return this.hostileName();
    const { kind, json, wish } = this.trees.wrong(door.tree);
    const text = `filter=${encodeURIComponent(json)}`;
    return text.length > LONGEST_LINE ? this.wrongTree(door) : { kind, text, wish };
  }

  /** Names that no field and no relation has, where they are values. */
  private hostileItem({ parameters }: QueryDoor): MadeQuery {
    const takers = parameters.filter(({ name }) => /^(?:include|fields|ordering)$|\.ordering$/.test(name));
    const names = HOSTILE_NAMES.filter((name) => name !== 'dimensions');
    const taker = this.random.pick(takers).name;
    const text = `${taker}=${encodeURIComponent(this.random.pick(names))}`;
    return { kind: 'hostile item', text, wish: 'refusal' };
  }

  private contradiction({ parameters }: QueryDoor): MadeQuery {
    const options = parameters.filter(({ name }) => INCLUDE_OPTION.test(name));
    const texts = ['cursor=&page=1', 'page=10001&page_size=2', 'page=9007199254740991', 'cursor=&cursor='];
    if (options.length > 0) texts.push(pairOf(this.random.pick(options).name, 1));
    return { kind: 'contradiction', text: this.random.pick(texts), wish: 'refusal' };
  }

  /** Paths that lead too far, or through what they may not. */
  private wrongPath({ parameters }: QueryDoor): MadeQuery {
    const include = parameters.find(({ name }) => name === 'include');
    const paths = (include?.schema.items?.enum ?? []) as readonly string[];
    if (paths.length === 0) return this.hostileName();
    const path = this.random.pick(paths);
    const long = [path, path, path, path].join('.');
    const text = this.random.pick([
      `include=${long}`,
      `include=${path}.id`,
      `ordering=${long}.id`,
      `ordering=${path}`,
      `fields=${path}.id`,
      `${long}.id=1`,
      `${path}=1`,
      `${path}__isnull=true`,
      `${path}.__proto__=1`,
      `${path}.constructor.name=1`,
      `${long}.page_size=1`,
      `include=${path}&${path}.page_size=101`,
      `include=${path}&${path}.page_size=0`,
      `include=${path}&${path}.ordering=${path}.x`,
    ]);
    return { kind: 'wrong path', text, wish: 'refusal' };
  }
}

/** A pair as it stands in a query: a list has its items between commas. */
function pairOf(name: string, value: unknown): string {
  const items = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return `${encodeURIComponent(name)}=${items.map((item) => encodeURIComponent(String(item))).join(',')}`;
}

/** The text with only what a request line cannot hold encoded. */
export function uriText(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/gu, (character) => encodeURIComponent(character.toWellFormed()));
}
