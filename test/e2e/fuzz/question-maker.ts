import type { Random } from './random.js';
import type { Schema, SchemaValues } from './schema-values.js';

/** What may be asked, by name. */
type Words = ReadonlyMap<string, Schema>;

/** Words of the language that are no filters; the others are made by those who know where they stand. */
const PLAIN_WORDS: readonly string[] = ['page_size', 'count', 'deleted'];
const SHORT_WORDS: readonly string[] = ['a', 'the', 'é', 'x%', '_', '漢', "'", '0'];
const MOST_FIELDS = 6;

/** Makes what a question asks beside its conditions: values with their JSON types, right and fit for each other. */
export class QuestionMaker {
  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    private readonly resolve: (reference: string) => Schema,
  ) {}

  /** @param row schema of one row of the answer */
  question(words: Words, row: Schema): Record<string, unknown> {
    const made: Record<string, unknown> = {};
    for (const name of PLAIN_WORDS) if (this.isWanted(words, name)) made[name] = this.values.valueOf(words.get(name)!);
    if (this.isWanted(words, 'ordering')) made['ordering'] = this.orderings(words.get('ordering')!);
    if (this.isWanted(words, 'search')) {
      made['search'] = this.random.sample(SHORT_WORDS, this.random.integer(0, 3)).join(' ');
    }
    const included = this.isWanted(words, 'include') ? this.includes(words) : [];
    if (included.length > 0) {
      made['include'] = included;
      Object.assign(made, this.includeOptions(words, included));
    }
    if (this.isWanted(words, 'fields')) made['fields'] = this.fields(row, included);
    return made;
  }

  /** Fields to order by, each of them once. */
  orderings({ items }: Schema): string[] {
    const allowed = (items?.enum ?? ['id']) as readonly string[];
    const fields = [...new Set(allowed.map((name) => name.replace('-', '')))];
    return this.random
      .sample(fields, this.random.integer(1, 4))
      .map((field) => (this.random.happens(0.5) ? `-${field}` : field));
  }

  private includes(words: Words): string[] {
    const allowed = words.get('include')!.items?.enum as readonly string[] | undefined;
    return this.random.sample(allowed ?? [], this.random.integer(1, 3));
  }

  private includeOptions(words: Words, included: readonly string[]): Record<string, unknown> {
    const options: Record<string, unknown> = {};
    for (const path of included) {
      const [size, order] = [words.get(`${path}.page_size`), words.get(`${path}.ordering`)];
      if (size !== undefined && this.random.happens(0.3)) options[`${path}.page_size`] = this.values.valueOf(size);
      if (order !== undefined && this.random.happens(0.3)) options[`${path}.ordering`] = this.orderings(order);
    }
    return options;
  }

  /** Fields of the row, and of what is included. */
  private fields(row: Schema, included: readonly string[]): string[] {
    const names = [...this.fieldsOf(row), ...included];
    for (const path of included) {
      const behind = path.split('.').reduce((schema, name) => this.memberOf(schema, name), row);
      names.push(...this.fieldsOf(behind).map((name) => `${path}.${name}`));
    }
    return this.random.sample(names, this.random.integer(1, MOST_FIELDS));
  }

  /** Names in a row that are no relations: those refer to the rows of other resources. */
  private fieldsOf(row: Schema): string[] {
    const { properties = {} } = this.objectOf(row);
    return Object.keys(properties).filter((name) => !this.isRelation(properties[name]!));
  }

  private isRelation(schema: Schema): boolean {
    return schema.description?.startsWith('Only with `include=') === true;
  }

  private memberOf(row: Schema, name: string): Schema {
    return this.objectOf(this.objectOf(row).properties?.[name] ?? {});
  }

  private objectOf(schema: Schema): Schema {
    if (schema.$ref !== undefined) return this.objectOf(this.resolve(schema.$ref));
    const inner = schema.items ?? schema.allOf?.[0] ?? schema.anyOf?.[0];
    return inner === undefined ? schema : this.objectOf(inner);
  }

  private isWanted(words: Words, name: string): boolean {
    return words.has(name) && this.random.happens(0.3);
  }
}
