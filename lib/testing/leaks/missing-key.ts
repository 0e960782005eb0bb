import type { Field } from '../../resource/field.js';
import type { StoredResource } from './stored-world.js';

const NOBODY = 'f0f0f0f0-0f0f-4f0f-8f0f-0f0f0f0f0f0f';

/** The key of a row that is not there, in the form of one that could be; `undefined` where every key may be taken. */
export function missingKey({ resource, byKey, rows }: StoredResource): readonly string[] | undefined {
  const [row] = rows;
  const key = resource.key.map((field, index) => missingText(field, row?.key[index]));
  if (key.some((text) => text === undefined)) return undefined;
  const texts = key as readonly string[];
  return byKey.has(texts.map(encodeURIComponent).join('/')) ? undefined : texts;
}

function missingText(field: Field, taken: string | undefined): string | undefined {
  switch (field.type) {
    case 'int':
    case 'bigint':
      return String(field.maximum ?? 2_147_483_647);
    case 'uuid':
      return NOBODY;
    case 'string':
      return 'zq'.repeat(Math.max(1, Math.floor(Math.min(field.length ?? 16, 16) / 2)));
    default:
      return taken;
  }
}
