import type { ApiAnswer, ApiClient, ApiRequest } from './api-client.js';
import type { Canary } from './canaries.js';
import type { LeakPrincipal } from './leak.options.js';
import type { Leak, LeakKind } from './leak.js';

/** A value that is sent to see whether an error repeats it. */
export const ECHO = 'lk7e3c9a5f';

const SOURCE_TEXT = /\b(?:SELECT|INSERT|UPDATE|DELETE)\b.+\b(?:FROM|INTO|SET|WHERE)\b|\bat .+\.[cm]?[jt]s:\d+/;
const BASE64_RUN = /[\w-]{12,}/g;
const SHOWN_BODY = 300;

/** What was found, in the order in which it was found. */
export class LeakLog {
  readonly leaks: Leak[] = [];
  readonly gaps = new Set<string>();
  requests = 0;
  private readonly known = new Set<string>();

  add(leak: Leak): void {
    const text = JSON.stringify(leak);
    if (!this.known.has(text)) this.leaks.push(leak);
    this.known.add(text);
  }
}

/** Asks as one principal about one resource, and looks into each answer for what no answer may have. */
export class Inquiry {
  constructor(
    private readonly client: ApiClient,
    readonly principal: LeakPrincipal,
    private readonly resource: string,
    private readonly canaries: readonly Canary[],
    private readonly log: LeakLog,
  ) {}

  async ask(request: ApiRequest): Promise<ApiAnswer> {
    this.log.requests++;
    const answer = await this.client.send(request, this.principal.headers ?? {});
    this.refuseBlindness(request, answer);
    this.judge(request, answer);
    return answer;
  }

  report(kind: LeakKind, request: ApiRequest, detail: string): void {
    this.log.add({ kind, principal: this.principal.name, resource: this.resource, request: show(request), detail });
  }

  /** Something that could not be looked at, for a reason that is the same for all such requests. */
  gap(detail: string): void {
    this.log.gaps.add(`${this.resource} as ${this.principal.name}: ${detail}`);
  }

  /** Answers that say nothing about rows: who gets only these is shown nothing, and would pass for tight. */
  private refuseBlindness(request: ApiRequest, { status }: ApiAnswer): void {
    const { name, id } = this.principal;
    if (status === 429) {
      throw new Error(`${show(request)}, asked by ${name}, answered 429: lift the limit of requests for the search.`);
    }
    if (status === 401 && id !== undefined) {
      throw new Error(`${show(request)} answered 401: the credentials of ${name} are not valid, or not any more.`);
    }
  }

  private judge(request: ApiRequest, answer: ApiAnswer): void {
    const { status } = answer;
    if (status >= 500) this.report('fault', request, `The answer is ${status}.`);
    const text = readable(answer);
    if (status >= 400 && SOURCE_TEXT.test(answer.text)) {
      this.report('fault', request, 'The answer speaks of SQL or of source code.');
    }
    if (status >= 400 && text.includes(ECHO)) this.report('text', request, 'The error repeats a value that was sent.');
    const found = this.canaries.filter((canary) => text.includes(canary.text));
    if (found.length === 0) return;
    const sent = sentText(request);
    const unsaid = found.find((canary) => !sent.includes(canary.text));
    if (unsaid !== undefined) this.report('value', request, `The answer has ${unsaid.place}.`);
  }
}

/** The request as a line that can be sent again. */
export function show({ method, path, body }: ApiRequest): string {
  const text = body === undefined ? '' : ` ${JSON.stringify(body)}`;
  return `${method} ${path}${text.length > SHOWN_BODY ? `${text.slice(0, SHOWN_BODY)}…` : text}`;
}

/** Everything that an answer says, with what it says in base64: the payloads of cursors. */
function readable({ headers, text }: ApiAnswer): string {
  const said = `${text}\n${[...headers].map(([name, value]) => `${name}: ${decoded(value)}`).join('\n')}`;
  const hidden = said.match(BASE64_RUN)?.map((run) => Buffer.from(run, 'base64url').toString()) ?? [];
  return [said, ...hidden].join('\n');
}

function sentText({ path, body, headers = {} }: ApiRequest): string {
  return [decoded(path), path, JSON.stringify(body ?? null), ...Object.values(headers)].join('\n');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
