import { LightApiError } from '../common/light-api.error.js';
import { memberPointer } from '../common/json-pointer.js';
import { ProblemList } from '../payload/problem-list.js';
import { reportUnknownKey } from '../payload/unknown-key.js';
import type { BodyLimits } from '../resource/resource.js';
import { isStorableText } from '../resource/storable-text.js';
import { readJsonBody } from './json-body.js';
import type { HttpRequest } from './request-parameters.js';

/** As for the body of an item where nobody says otherwise. */
const LIMITS: BodyLimits = { maxBytes: 100_000, maxKeys: 1000, maxDepth: 20, maxErrors: 20 };

export const LOGIN_MEDIA_TYPE = 'application/json';

/**
 * Reads a body that is made of texts and nothing else.
 *
 * @param longest characters of each text, by its name
 * @throws LightApiError LA200 with every problem and its pointer; LA206, LA207, LA208 or LA209 for the body as such
 */
export function readTexts<Name extends string>(
  request: HttpRequest,
  longest: Readonly<Record<Name, number>>,
): Record<Name, string> {
  const body = readJsonBody(request, [LOGIN_MEDIA_TYPE], LIMITS);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new LightApiError('LA200', 'The body has 1 problem.', {
      errors: [{ pointer: '', code: 'LA202', detail: 'Must be an object.' }],
    });
  }
  const problems = new ProblemList(LIMITS.maxErrors);
  const names = Object.keys(longest) as Name[];
  for (const name of names) checkText(name, (body as Record<string, unknown>)[name], longest[name], problems);
  for (const key of Object.keys(body)) {
    if (!Object.hasOwn(longest, key)) reportUnknownKey('', key, () => names, problems);
  }
  if (!problems.isEmpty) throw problems.toError(400);
  return body as Record<Name, string>;
}

function checkText(name: string, value: unknown, longest: number, problems: ProblemList): void {
  const pointer = memberPointer('', name);
  if (value === undefined) problems.add({ pointer, code: 'LA204', detail: 'Is required.' });
  else if (typeof value !== 'string') problems.add({ pointer, code: 'LA202', detail: 'Must be a text.' });
  else if (value === '' || value.length > longest) {
    problems.add({ pointer, code: 'LA203', detail: `Must have 1 to ${longest} characters.` });
  } else if (!isStorableText(value)) {
    problems.add({ pointer, code: 'LA203', detail: 'Has characters that no text can have.' });
  }
}
