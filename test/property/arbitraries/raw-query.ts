import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import { OPERATORS } from '../../../lib/resource/operator.js';
import type { Parameter } from '../../../lib/query/parameter.js';
import type { ParameterScope } from '../../../lib/query/parameter-scope.js';

const STRANGE_NAMES = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'writer',
  'writer.',
  '.id',
  'id__',
];
const STRANGE_VALUES = [
  '',
  ' ',
  'null',
  'true',
  'NaN',
  'Infinity',
  '-0',
  '1e999',
  '\0',
  '\ud800',
  '%',
  '%zz',
  '🙂',
  ',',
];
const PLAUSIBLE_VALUES = ['0', '1', '-1', '2', '1.5', '99999999999999999999', 'a', 'sea', '2024-02-30', '08:30:00'];
const MORE_VALUES = [
  '2024-01-31T12:00:00Z',
  '0a000000-0000-4000-8000-000000000001',
  'crime',
  'id',
  '-id',
  'id,id',
  'writer',
];

/** A raw query string: sound, nearly sound, or nothing of the kind. */
export function anyRawQuery(scope: ParameterScope): Arbitrary<string> {
  const pair = fc.tuple(anyName(scope), anyText(scope)).map(([name, value]) => `${name}=${value}`);
  return fc.oneof(
    { weight: 8, arbitrary: fc.array(pair, { maxLength: 6 }).map((pairs) => pairs.join('&')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom(...Array.from('&=%+,;.[]_-?#aid0 ')), maxLength: 40 }) },
  );
}

function anyName({ parameters }: ParameterScope): Arbitrary<string> {
  const known = fc.constantFrom(...parameters.map(({ name }) => name));
  const operator = fc.constantFrom(...OPERATORS);
  return fc.oneof(
    { weight: 10, arbitrary: known },
    { weight: 1, arbitrary: known.map(encodeURIComponent) },
    { weight: 1, arbitrary: fc.tuple(known, operator).map((parts) => parts.join('__')) },
    { weight: 1, arbitrary: fc.tuple(known, known).map((parts) => parts.join('.')) },
    { weight: 1, arbitrary: known.map((name) => name.toUpperCase()) },
    { weight: 1, arbitrary: fc.constantFrom(...STRANGE_NAMES) },
  );
}

function anyText({ parameters }: ParameterScope): Arbitrary<string> {
  const plain = fc.oneof(
    fc.constantFrom(...PLAUSIBLE_VALUES, ...MORE_VALUES, ...STRANGE_VALUES),
    fc.string({ maxLength: 8 }),
    fc.constantFrom(...parameters.flatMap(valuesOf)),
  );
  const list = fc.array(plain, { maxLength: 5 }).map((items) => items.join(','));
  const json = fc.json({ maxDepth: 4 });
  const text = fc.oneof(
    { weight: 6, arbitrary: plain },
    { weight: 2, arbitrary: list },
    { weight: 1, arbitrary: json },
  );
  return fc.tuple(text, fc.boolean()).map(([value, isEncoded]) => (isEncoded ? encode(value) : value));
}

/** What the docs say that a parameter takes. */
function valuesOf(parameter: Parameter): string[] {
  if (parameter.kind === 'filter') return [parameter.name, `-${parameter.name}`];
  return [...(parameter.allowed ?? []), String(parameter.default ?? ''), String(parameter.maximum ?? '')];
}

/** A lone surrogate has no UTF-8 form. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}
