import type { BootProblem } from './compiler/boot.error.js';
import { readEnvironment } from './config/environment.js';
import { isLongEnough, SHORT_SECRET } from './config/secret-length.js';
import type { CursorSecret } from './query/cursor-secret.js';

/** Signs cursors with the secret of the options, else with that of the environment, where there is one. */
export function shareCursorSecret(cursorSecret: CursorSecret, given: unknown): BootProblem[] {
  if (given === undefined) return shareOfEnvironment(cursorSecret);
  const place = 'forRoot';
  if (typeof given !== 'string') return [{ code: 'LA011', place, message: 'secret is not a text.' }];
  const { message, fix } = SHORT_SECRET;
  if (!isLongEnough(given)) return [{ code: 'LA011', place, message: `secret ${message}`, fix }];
  cursorSecret.share(given);
  return [];
}

function shareOfEnvironment(cursorSecret: CursorSecret): BootProblem[] {
  const { environment, problems } = readEnvironment();
  if (environment.secret !== undefined) cursorSecret.share(environment.secret);
  return problems
    .filter(({ variable }) => variable === 'LIGHTAPI_SECRET')
    .map(({ variable, message, fix }) => ({
      code: 'LA033',
      place: 'environment',
      message: `${variable} ${message}`,
      fix,
    }));
}
