import { expect } from 'vitest';
import { send, type Answer } from './parallel-client.js';

/** A request that changes nothing. */
export interface KeptQuestion {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Where an application listens. */
type Address = Parameters<typeof send>[0];

/** How often an answer was found, or had to be made. */
export interface AnswerChange {
  readonly isHit: boolean;
  readonly hasChanged: boolean;
}

const COMPARED = ['etag', 'link', 'cache-control', 'vary', 'content-type', 'content-length'];

/** Holds the answers of an application that keeps some against those of its twin, which keeps none. */
export class KeptAnswers {
  private known = new Map<KeptQuestion, string>();

  constructor(
    private readonly api: Address,
    private readonly twin: Address,
    private readonly questions: readonly KeptQuestion[],
  ) {}

  /** Asks everything until all that is answered is kept. */
  async keep(): Promise<void> {
    const answers = await this.askAll(this.api);
    this.known = new Map(answers.map(({ question, answer }) => [question, textOf(answer)]));
    const again = await this.askAll(this.api);
    const made = again.filter(({ answer }) => answer.status === 200 && !isHit(answer));
    expect(made.map(({ question }) => nameOf(question))).toEqual([]);
  }

  /** Asks everything once; each answer has to be the one of the twin. */
  async compare(): Promise<ReadonlyMap<string, AnswerChange>> {
    const kept = await this.askAll(this.api);
    const fresh = await this.askAll(this.twin);
    return new Map(
      kept.map(({ question, answer }, index) => {
        expectSame(question, answer, fresh[index]!.answer);
        const hasChanged = textOf(answer) !== this.known.get(question);
        return [nameOf(question), { isHit: isHit(answer), hasChanged }];
      }),
    );
  }

  /** Questions whose answers are not the ones that were kept; the twin is not asked. */
  async lost(): Promise<string[]> {
    return (await this.askAll(this.api))
      .filter(({ question, answer }) => {
        const isMade = answer.status === 200 && !isHit(answer);
        return isMade || textOf(answer) !== this.known.get(question);
      })
      .map(({ question }) => nameOf(question));
  }

  private async askAll(address: Address): Promise<{ readonly question: KeptQuestion; readonly answer: Answer }[]> {
    return Promise.all(this.questions.map(async (question) => ({ question, answer: await ask(address, question) })));
  }
}

/** Asks both applications; their answers have to be the same. */
export async function askBoth(kept: Address, twin: Address, question: KeptQuestion, context: string): Promise<Answer> {
  const [answer, fresh] = await Promise.all([ask(kept, question), ask(twin, question)]);
  expectSame(question, answer, fresh, context);
  return answer;
}

export function isHit({ headers }: Answer): boolean {
  return headers.get('x-cache') === 'HIT';
}

function expectSame(question: KeptQuestion, kept: Answer, fresh: Answer, context = ''): void {
  const said = (answer: Answer): string => `${context} ${nameOf(question)}: ${textOf(answer)}`;
  expect(said(kept)).toBe(said(fresh));
}

/** `/books`, or `POST /books/search`. */
export function nameOf({ method, path }: KeptQuestion): string {
  return method === 'GET' ? path : `${method} ${path}`;
}

function ask(address: Address, { method, path, body }: KeptQuestion): Promise<Answer> {
  return send(address, method, path, body);
}

/** All that the two applications have to have in common; problems have an id of their own. */
function textOf({ status, headers, text }: Answer): string {
  const body = status < 400 ? text : '';
  return [status, ...COMPARED.map((name) => (status < 400 ? headers.get(name) : '')), body].join('\n');
}
