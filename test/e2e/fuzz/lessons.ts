import type { Exchange } from '../harness/open-api-contract.js';
import { keep } from './known.js';
import type { FuzzRequest } from './request-maker.js';

/** Links to other pages of a list. */
interface Page {
  readonly next?: string | null;
  readonly previous?: string | null;
}

/** Keeps what an answer tells of the rows that there are, for the requests to come. */
export function learn({ asker, door, surface, path, method, headers, body }: FuzzRequest, answer: Exchange): void {
  const { known } = surface;
  const { status } = answer;
  const item = path.split('?')[0]!;
  if (status === 204 && door === 'remove') known.forget(item);
  if (status >= 300 || method === 'HEAD' || status === 204) return;
  if (door === 'read' || door === 'update' || door === 'replace') known.keepTag(item, answer.headers['etag']);
  if (door === 'list' || door === 'related') {
    const { next, previous } = JSON.parse(answer.text) as Page;
    for (const link of [next, previous]) if (link?.includes('cursor=') === true) keep(known.links, link);
  }
  if (door === 'search') learnWalk(known.walks, String(body), JSON.parse(answer.text) as Page);
  const key = headers['idempotency-key'];
  // What was compressed is no text to send once more.
  const isText = typeof body === 'string';
  if (door === 'create' && status === 201 && key !== undefined && isText && surface.heedsKeys) {
    if (known.creates.some((create) => create.key === key && create.asker === asker)) return;
    keep(known.creates, { asker, key, body, answer: answer.text });
  }
}

/** A key that was sent before answers what it answered then. */
export function replayFaults(
  { asker, door, surface, headers, wish }: FuzzRequest,
  { status, text }: Exchange,
): string[] {
  const create = surface.known.creates.find(
    ({ key, asker: first }) => key === headers['idempotency-key'] && first === asker,
  );
  if (door !== 'create' || create === undefined || wish !== 'success') return [];
  // Whose row is gone or not theirs any more is not told of it.
  const isSame = text === create.answer || (text === '' && surface.isGuarded);
  return status === 201 && isSame ? [] : ['another answer to the same key and body'];
}

function learnWalk(walks: { question: object; cursor: string }[], body: string, { next, previous }: Page): void {
  let question: object;
  try {
    question = JSON.parse(body) as object;
  } catch {
    // What was sent was compressed.
    return;
  }
  for (const cursor of [next, previous]) if (typeof cursor === 'string') keep(walks, { question, cursor });
}
