import { memberPointer } from '../common/json-pointer.js';
import { nearestName } from '../common/nearest-name.js';
import type { ProblemList } from './problem-list.js';

/** Keys longer than this are not repeated in a pointer. */
const LONGEST_KEY = 64;

/** Reports a key that an object may not have, with the nearest that it may. */
export function reportUnknownKey(
  pointer: string,
  name: string,
  candidates: () => readonly string[],
  problems: ProblemList,
): void {
  if (problems.isFull) problems.count();
  else if (name.length > LONGEST_KEY) {
    problems.add({ pointer, code: 'LA201', detail: `A key of more than ${LONGEST_KEY} characters is no field.` });
  } else {
    const nearest = nearestName(name, candidates());
    const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
    problems.add({ pointer: memberPointer(pointer, name), code: 'LA201', detail: `No such field.${hint}` });
  }
}
