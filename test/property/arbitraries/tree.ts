import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import { OPERATOR_TABLE, supportedOperators } from '../../../lib/query/operator-table.js';
import type { Field } from '../../../lib/resource/field.js';
import type { Operator } from '../../../lib/resource/operator.js';
import type { Relation, Resource } from '../../../lib/resource/resource.js';
import type { Tree } from '../../contract/fixtures/library/tree.js';
import { isPlainText } from './library.js';
import { anyPattern, anyText, anyValue } from './values.js';

/** Levels of the deepest tree. */
const DEPTH = 4;

const ORDERS: ReadonlySet<Operator> = new Set(['lt', 'lte', 'gt', 'gte', 'between']);

/** Values of a field that conditions speak of; `undefined` leaves it to the type of the field. */
type ValuesOf = (field: Field) => Arbitrary<unknown> | undefined;

/** Makes random trees about the resources of a graph. */
export class AnyTree {
  private readonly made = new Map<string, Arbitrary<Tree>>();

  /** @param valuesOf what fields are compared with, by every operator: who has values of its own has no model to meet. */
  constructor(private readonly valuesOf?: ValuesOf) {}

  about(resource: Resource, depth = DEPTH): Arbitrary<Tree> {
    const name = `${resource.name} ${depth}`;
    let tree = this.made.get(name);
    if (tree === undefined) this.made.set(name, (tree = this.make(resource, depth)));
    return tree;
  }

  private make(resource: Resource, depth: number): Arbitrary<Tree> {
    const leaf = anyComparison(resource, this.valuesOf);
    if (depth <= 1) return leaf;
    const inner = this.about(resource, depth - 1);
    const several = fc.oneof(
      { weight: 8, arbitrary: fc.array(inner, { minLength: 2, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.array(inner, { maxLength: 1 }) },
    );
    const relations = [...resource.relations.values()].map((relation) => this.related(relation, depth - 1));
    return fc.oneof(
      { weight: 4, arbitrary: leaf },
      ...(relations.length > 0 ? [{ weight: 5, arbitrary: fc.oneof(...relations) }] : []),
      { weight: 2, arbitrary: several.map((and): Tree => ({ and })) },
      { weight: 2, arbitrary: several.map((or): Tree => ({ or })) },
      { weight: 2, arbitrary: inner.map((not): Tree => ({ not })) },
    );
  }

  private related(relation: Relation, depth: number): Arbitrary<Tree> {
    const quantifiers = ['some', 'none', 'every'] as const;
    const quantifier =
      relation.kind === 'many' ? fc.constantFrom(...quantifiers) : fc.constantFrom('one', 'one', 'one', ...quantifiers);
    return fc.tuple(fc.constant(relation.name), quantifier, this.about(relation.target, depth));
  }
}

function anyComparison({ fields }: Resource, valuesOf?: ValuesOf): Arbitrary<Tree> {
  return fc.oneof(
    ...fields.flatMap((field) => {
      if (!field.readable) return [];
      const operators = supportedOperators(field).filter((operator) => valuesOf || isComparable(field, operator));
      return operators.length === 0 ? [] : [comparisonOf(field, operators, valuesOf?.(field))];
    }),
  );
}

/** Engines agree on the order of plain letters alone. */
function isComparable(field: Field, operator: Operator): boolean {
  return !(ORDERS.has(operator) && field.type === 'string' && !isPlainText(field));
}

function comparisonOf(field: Field, operators: readonly Operator[], values?: Arbitrary<unknown>): Arbitrary<Tree> {
  return fc
    .constantFrom(...operators)
    .chain((operator) => fc.tuple(fc.constant(field.name), fc.constant(operator), valueFor(field, operator, values)));
}

function valueFor(field: Field, operator: Operator, values?: Arbitrary<unknown>): Arbitrary<unknown> {
  const { shape, isPattern } = OPERATOR_TABLE[operator];
  if (shape === 'boolean') return fc.boolean();
  if (isPattern) return operator === 'like' || operator === 'ilike' ? anyPattern : anyText;
  const one = values ?? anyValue(field, ORDERS.has(operator) || isPlainText(field));
  if (shape === 'single') return one;
  return shape === 'pair' ? fc.tuple(one, one) : fc.array(one, { maxLength: 4 });
}
