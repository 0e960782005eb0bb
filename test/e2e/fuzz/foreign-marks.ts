import type { Exchange } from '../harness/open-api-contract.js';
import type { Asker } from './askers.js';
import type { FuzzRequest } from './request-maker.js';

const BASE64_RUN = /[\w-]{12,}/g;

/** What an answer says that is for others alone; what was sent may come back. */
export function foreignMarks(request: FuzzRequest, answer: Exchange, askers: readonly Asker[]): string[] {
  if (request.asker.seesEverything) return [];
  const others = askers.filter(({ mark }) => mark !== undefined && mark !== request.asker.mark);
  if (others.length === 0) return [];
  const said = readable(`${answer.text}\n${JSON.stringify(answer.headers)}`);
  const sent = readable(`${request.path}\n${JSON.stringify(request.headers)}\n${String(request.body)}`);
  return others
    .filter(({ mark }) => said.includes(mark!) && !sent.includes(mark!))
    .map(({ name, mark }) => `the answer holds what is for ${name} alone: ${excerpt(said, mark!)}`);
}

function excerpt(text: string, mark: string): string {
  const at = text.indexOf(mark);
  return JSON.stringify(text.slice(Math.max(0, at - 120), at + 40));
}

/** A text with what it says in base64, such as the values in cursors. */
function readable(text: string): string {
  const runs = text.match(BASE64_RUN) ?? [];
  return [text, ...runs.map((run) => Buffer.from(run, 'base64url').toString())].join('\n');
}
