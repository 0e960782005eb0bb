import type { BodyShape } from './body-maker.js';
import type { QuestionMaker } from './question-maker.js';
import type { Random } from './random.js';
import type { Schema, SchemaValues } from './schema-values.js';
import type { BodyDoor, Surface } from './surface.js';
import type { TreeMaker } from './tree-maker.js';

type Made = Record<string, unknown>;

const MOST_ITEMS = 4;

/** Makes right bodies for each door, about rows that are known where there are some. */
export class ShapeMaker {
  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    private readonly resolve: (reference: string) => Schema,
    private readonly questions: QuestionMaker,
    private readonly trees: TreeMaker,
  ) {}

  /** @param path of the item that is written, where it is one */
  shape(door: BodyDoor, surface: Surface, path?: string): BodyShape {
    const schema = this.resolved(surface.bodies[door]!);
    switch (door) {
      case 'search':
        return { schema, make: () => this.search(schema, surface) };
      case 'bulk':
        return { schema, make: () => this.bulk(schema, surface) };
      default:
        return { schema, make: () => this.item(schema, surface, path) };
    }
  }

  private item(schema: Schema, { known }: Surface, path?: string): Made {
    const { version: _any, ...made } = this.values.valueOf(schema) as Made;
    if (schema.properties?.['version'] === undefined || this.random.happens(0.6)) return made;
    const tag = path === undefined ? undefined : known.tagOf(path);
    const version = tag === undefined || this.random.happens(0.1) ? this.random.integer(1, 9) : versionOf(tag);
    return { ...made, version };
  }

  private search(schema: Schema, { list: { row, tree } }: Surface): Made {
    const words = new Map(Object.entries(schema.properties!));
    const made = this.questions.question(words, row);
    if (this.random.happens(0.6)) made['filter'] = JSON.parse(this.trees.valid(tree!).json);
    return made;
  }

  private bulk(schema: Schema, surface: Surface): Made {
    const made: Made = {};
    for (const [section, { items }] of Object.entries(schema.properties!)) {
      if (this.random.happens(0.3)) continue;
      const amount = this.random.integer(0, MOST_ITEMS);
      const paths = this.random.sample(surface.known.items.slice(-50), amount);
      made[section] =
        section === 'create'
          ? this.random.times(amount, () => this.item(this.resolved(items!), surface))
          : paths.map((path) => this.named(this.resolved(items!), surface, path));
    }
    return made;
  }

  /** An item of a bulk that names the row at a path. */
  private named(schema: Schema, surface: Surface, path: string): Made {
    const segments = path.slice(surface.path.length + 1).split('/');
    const key = surface.keyParameters.map(({ name, schema: { type } }, index) => {
      const text = decodeURIComponent(segments[index]!);
      return [name, type === 'integer' ? Number(text) : text] as const;
    });
    const made = { ...this.item(schema, surface, path), ...Object.fromEntries(key) };
    const tag = surface.known.tagOf(path);
    if (schema.required?.includes('version') !== true) return made;
    return { ...made, version: tag === undefined ? this.random.integer(1, 9) : versionOf(tag) };
  }

  private resolved(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : this.resolve(schema.$ref);
  }
}

/** The version that a strong entity tag stands for. */
function versionOf(tag: string): number {
  return Number(tag.replaceAll('"', ''));
}
