import type { Resource } from './resource.js';

/**
 * The one text that stands for a row, however its key was written. `undefined` where a database may find one row by
 * several spellings of its key, as with texts whose case does not count.
 *
 * @param key values of the key, in key order, or how they stand in a path
 */
export function rowName({ key: fields }: Pick<Resource, 'key'>, key: readonly unknown[]): string | undefined {
  let name = '';
  for (const [index, { type }] of fields.entries()) {
    const value = String(key[index]);
    if (type !== 'int' && type !== 'bigint' && type !== 'uuid') return undefined;
    name += `${index === 0 ? '' : '/'}${type === 'uuid' ? value.toLowerCase() : BigInt(value)}`;
  }
  return name;
}
