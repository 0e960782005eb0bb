import { memberPointer } from '../../../common/json-pointer.js';
import type { Relation } from '../../../resource/resource.js';
import { movePointers } from '../errors/placed-error.js';

/** `/3/name`, of the row at 3 of those that were created together. */
const ROW_POINTER = /^\/(\d+)(.*)$/;

/**
 * The error of rows that were created together for a relation, with pointers into the body that brought them.
 *
 * @param positions where each of them stood there.
 */
export function placeRelated(
  error: unknown,
  { name, kind }: Relation,
  positions: readonly number[] | undefined,
): unknown {
  const place = memberPointer('', name);
  return movePointers(error, (pointer) => {
    const [, index, rest = ''] = ROW_POINTER.exec(pointer) ?? [];
    if (index === undefined) return place + pointer;
    return kind === 'one' ? place + rest : `${place}/${positions?.[Number(index)] ?? index}${rest}`;
  });
}
