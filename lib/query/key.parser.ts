import { parseFieldText } from '../resource/field-value.js';
import type { Resource } from '../resource/resource.js';
import { QueryProblems } from './query-problems.js';

/**
 * Reads a key from the decoded segments of a path, in key order.
 *
 * @throws LightApiError LA103 naming every key field whose text is no value of its type.
 */
export function parseKey(resource: Pick<Resource, 'key' | 'limits'>, texts: readonly string[]): readonly unknown[] {
  const problems = new QueryProblems(resource.limits.maxErrors);
  const key = readKey(resource, texts, problems);
  problems.throwIfAny('LA103');
  return key;
}

/** The same for a parser that goes on collecting problems. */
export function readKey(
  resource: Pick<Resource, 'key'>,
  texts: readonly string[],
  problems: QueryProblems,
): readonly unknown[] {
  return resource.key.map((field, index) => {
    const result = parseFieldText(field, texts[index] ?? '');
    if (result.ok) return result.value;
    problems.add(result.code, field.name, result.detail, result.allowed);
    return undefined;
  });
}
