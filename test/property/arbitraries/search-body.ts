import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import { OPERATORS } from '../../../lib/resource/operator.js';
import type { ParameterTable } from '../../../lib/query/parameter-table.js';

const STRANGE_NAMES = ['', '__proto__', 'constructor', 'toString', 'page', 'filter.', 'and', 'some', 'id__gt'];
const STRANGE_VALUES = [
  null,
  true,
  -1,
  0,
  1.5,
  Number.POSITIVE_INFINITY,
  Number.NaN,
  '',
  'null',
  '\0',
  '\ud800',
  [],
  {},
  [[]],
  [null],
];

/** The body of a search: sound members, nearly sound ones, or any JSON at all. */
export function anySearchBody(table: ParameterTable): Arbitrary<unknown> {
  const names = table.parameters.map(({ name }) => name);
  const value = fc.oneof(anyMember(names), fc.constantFrom<unknown>(...STRANGE_VALUES), fc.jsonValue({ maxDepth: 3 }));
  const known = fc.constantFrom(
    'filter',
    'search',
    'ordering',
    'fields',
    'include',
    'page_size',
    'cursor',
    'count',
    'deleted',
  );
  const name = fc.oneof(known, known, fc.constantFrom(...names), fc.constantFrom(...STRANGE_NAMES), fc.string());
  const members = fc.array(fc.tuple(name, value), { maxLength: 5 }).map(toObject);
  return fc.oneof(
    { weight: 12, arbitrary: members },
    { weight: 3, arbitrary: anyTree(names).map((filter) => ({ filter })) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

/** What some member takes. */
function anyMember(names: readonly string[]): Arbitrary<unknown> {
  const name = fc.constantFrom(...names, 'id', '-id', 'writer', 'novel');
  return fc.oneof(
    anyTree(names),
    fc.array(name, { maxLength: 4 }),
    fc.integer({ min: 0, max: 200 }),
    fc.constantFrom('exact', 'estimated', 'none', 'with', 'only', ''),
    fc.string({ maxLength: 12 }),
  );
}

/** A tree whose members are about right. */
function anyTree(names: readonly string[]): Arbitrary<unknown> {
  const paths = names.map((name) => name.replace(/__\w+$/, ''));
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      anyComparisons(paths),
      fc.constantFrom<unknown>(...STRANGE_VALUES),
      fc.array(tie('tree'), { maxLength: 3 }).map((and) => ({ and })),
      fc.array(tie('tree'), { maxLength: 3 }).map((or) => ({ or })),
      tie('tree').map((not) => ({ not })),
      fc
        .tuple(
          fc.constantFrom(...paths, 'novel', 'novels', 'writer'),
          fc.constantFrom('some', 'none', 'every'),
          tie('tree'),
        )
        .map(([name, quantifier, inner]) => toObject([[name, { [quantifier]: inner }]])),
    ),
  }));
  return tree;
}

function anyComparisons(paths: readonly string[]): Arbitrary<unknown> {
  const value = fc.oneof(
    fc.integer({ min: -2, max: 9 }),
    fc.constantFrom<unknown>(...STRANGE_VALUES, 'a', '1', '2024-01-31', true, false, [1, 2], ['a', 'b']),
  );
  const operators = fc.array(fc.tuple(fc.constantFrom(...OPERATORS), value), { maxLength: 2 }).map(toObject);
  const name = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...paths) }, fc.constantFrom(...STRANGE_NAMES));
  return fc.array(fc.tuple(name, operators), { maxLength: 3 }).map(toObject);
}

/** As JSON.parse makes objects: `__proto__` is a member like any other. */
function toObject(members: readonly (readonly [name: string, value: unknown])[]): object {
  const object = {};
  for (const [name, value] of members) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
}
