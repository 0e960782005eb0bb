import { BORDERLINE_TEXTS, HOSTILE_JSON, HOSTILE_NAMES, HOSTILE_TEXTS } from './hostile-values.js';
import type { Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { Schema, SchemaValues } from './schema-values.js';

/** The tree of a filter, as JSON text. */
export interface MadeTree {
  readonly kind: string;
  readonly json: string;
  readonly wish: Wish;
}

type Properties = Readonly<Record<string, Schema>>;

const JUNCTIONS: readonly string[] = ['and', 'or', 'not'];
const MOST_LEVELS = 4;
const MOST_NODES = 64;

/** Makes filter trees of every kind from the schema of one. */
export class TreeMaker {
  private readonly recipes: readonly ((schema: Schema) => MadeTree)[] = [
    (schema) => this.wrongPlace(schema),
    (schema) => this.wrongPlace(schema),
    (schema) => this.wrongPlace(schema),
    (schema) => this.hostileName(schema),
    (schema) => this.deep(schema),
    (schema) => this.wide(schema),
    (schema) => this.emptyParts(schema),
    () => ({ kind: 'hostile tree', json: this.random.pick(HOSTILE_JSON), wish: 'any' }),
  ];

  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    private readonly resolve: (reference: string) => Schema,
  ) {}

  valid(schema: Schema): MadeTree {
    return { kind: 'valid tree', json: JSON.stringify(this.tree(schema, 1, { nodes: 20 })), wish: 'success' };
  }

  wrong(schema: Schema): MadeTree {
    return this.random.pick(this.recipes)(schema);
  }

  private tree(schema: Schema, level: number, budget: { nodes: number }): Record<string, unknown> {
    const members = propertiesOf(schema, this.resolve);
    const made: Record<string, unknown> = {};
    for (const name of this.random.sample(Object.keys(members), this.random.integer(0, 3))) {
      if (--budget.nodes < 0) break;
      const member = members[name]!;
      if (name === 'and' || name === 'or') {
        if (level >= MOST_LEVELS) continue;
        const amount = this.random.integer(0, 3);
        made[name] = this.random.times(amount, () => this.tree(schema, level + 1, budget));
      } else if (name === 'not') {
        if (level < MOST_LEVELS) made[name] = this.tree(schema, level + 1, budget);
      } else if (isField(member)) {
        made[name] = this.comparisons(member, budget);
      } else if (level < MOST_LEVELS) {
        Object.assign(made, this.related(name, member, level, budget));
      }
    }
    return made;
  }

  /** A quantifier, or a path to a field of the other side. */
  private related(name: string, schema: Schema, level: number, budget: { nodes: number }): Record<string, unknown> {
    const words = propertiesOf(schema, this.resolve);
    const target = words['some']!;
    if (this.random.happens(0.5)) {
      const word = this.random.pick(Object.keys(words));
      return { [name]: { [word]: this.tree(target, level + 1, budget) } };
    }
    const behind = propertiesOf(target, this.resolve);
    const fields = Object.keys(behind).filter((field) => isField(behind[field]!));
    const field = this.random.pick(fields);
    return { [`${name}.${field}`]: this.comparisons(behind[field]!, budget) };
  }

  private comparisons({ properties = {} }: Schema, budget: { nodes: number }): Record<string, unknown> {
    const operators = this.random.sample(Object.keys(properties), this.random.integer(1, 2));
    budget.nodes -= operators.length - 1;
    return Object.fromEntries(operators.map((operator) => [operator, this.values.valueOf(properties[operator]!)]));
  }

  /** Some value anywhere in a sound tree gives way to another one. */
  private wrongPlace(schema: Schema): MadeTree {
    const json = JSON.stringify(this.tree(schema, 1, { nodes: 20 }));
    const ends = [...json.matchAll(/:(?=["[{\d\-tfn])/g)].map(({ index }) => index + 1);
    if (ends.length === 0) return this.hostileName(schema);
    const start = this.random.pick(ends);
    const texts = this.random.happens(0.5) ? HOSTILE_TEXTS : BORDERLINE_TEXTS;
    const value = this.random.happens(0.5) ? this.random.pick(HOSTILE_JSON) : JSON.stringify(this.random.pick(texts));
    const replaced = `${json.slice(0, start)}${value}${json.slice(start + lengthOfValue(json.slice(start)))}`;
    return { kind: 'hostile value in a tree', json: replaced, wish: 'any' };
  }

  private hostileName(schema: Schema): MadeTree {
    const known = Object.keys(propertiesOf(schema, this.resolve));
    const name = JSON.stringify(this.random.pick([...HOSTILE_NAMES, 'some', 'AND', 'nor', '$or', 'and.not']));
    const relation = known.find(
      (each) => propertiesOf(schema, this.resolve)[each]!.$ref !== undefined && each !== 'not',
    );
    const json = this.random.pick([
      `{${name}:{"eq":1}}`,
      `{"not":{${name}:{"eq":1}}}`,
      `{"or":[{},{${name}:{"eq":"x"}}]}`,
      `{"id":{${name}:1}}`,
      ...(relation === undefined
        ? []
        : [`{"${relation}":{${name}:{}}}`, `{"${relation}":{"some":{${name}:{"eq":1}}}}`]),
    ]);
    // Some of the names are those of a field somewhere.
    return { kind: 'hostile name in a tree', json, wish: 'any' };
  }

  private deep(schema: Schema): MadeTree {
    const relation = Object.entries(propertiesOf(schema, this.resolve)).find(
      ([name, member]) => !JUNCTIONS.includes(name) && !isField(member),
    )?.[0];
    const [open, close] = this.random.pick([
      ['{"not":', '}'],
      ['{"or":[', ']}'],
      ['{"and":[{},', ']}'],
      ...(relation === undefined ? [] : [[`{"${relation}":{"some":`, '}}']]),
    ] as const);
    const times = this.random.pick([4, 5, 6, 19, 21, 300, 1000]);
    const json = `${open!.repeat(times)}{"id":{"ne":0}}${close!.repeat(times)}`;
    return { kind: `tree of ${times} levels`, json, wish: 'refusal' };
  }

  private wide(schema: Schema): MadeTree {
    const members = Object.entries(propertiesOf(schema, this.resolve));
    const [name, { properties = {} }] = members.find(([, member]) => isField(member))!;
    const operator = Object.keys(properties)[0]!;
    const part = JSON.stringify({ [name]: { [operator]: this.values.valueOf(properties[operator]!) } });
    const amount = this.random.pick([MOST_NODES, 500, 2000]);
    const json = `{"${this.random.pick(['and', 'or'])}":[${Array.from({ length: amount }, () => part).join(',')}]}`;
    return { kind: `tree of ${amount} parts`, json, wish: 'refusal' };
  }

  /** Parts that say nothing are parts all the same. */
  private emptyParts(_schema: Schema): MadeTree {
    const part = this.random.pick(['{}', '{"and":[]}', '{"not":{}}', '{"or":[]}', '[]', 'null', '0']);
    const amount = this.random.pick([70, 1000, 5000]);
    const json = `{"${this.random.pick(['and', 'or'])}":[${Array.from({ length: amount }, () => part).join(',')}]}`;
    return { kind: `tree of ${amount} empty parts`, json, wish: 'refusal' };
  }
}

/** Of the schema itself or of what it refers to. */
function propertiesOf(schema: Schema, resolve: (reference: string) => Schema): Properties {
  if (schema.$ref !== undefined) return propertiesOf(resolve(schema.$ref), resolve);
  if (schema.allOf !== undefined) return propertiesOf(schema.allOf[0]!, resolve);
  return schema.properties ?? {};
}

/** Whether it is what may be asked of a field, and of no relation. */
function isField({ type, properties }: Schema): boolean {
  return type === 'object' && properties !== undefined;
}

/** Characters of the JSON value that a text begins with. */
function lengthOfValue(text: string): number {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (inText) {
      if (character === '\\') at++;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    if (depth < 0) return at;
    if (depth === 0 && !inText && /[\]},]/.test(text[at + 1] ?? ',')) return at + 1;
  }
  return text.length;
}
