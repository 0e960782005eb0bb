import type { BenchRequest, Question } from '../operations.js';

/** An answer as it came. */
export interface RawAnswer {
  /** Status line and header fields. */
  readonly head: string;
  /** The parsed body. */
  readonly body: unknown;
}

/** What an answer says, in the words of the floor. */
export interface PlainAnswer {
  readonly rows: readonly object[];
  /** Of all rows that were asked for; only where they had to be counted. */
  readonly count?: number;
}

/** How a server wants to be asked, and what its answers mean. */
export interface Dialect {
  /** `undefined` where the server cannot be asked this. */
  request(question: Question): BenchRequest | undefined;
  status(kind: Question['kind']): number;
  read(question: Question, answer: RawAnswer): PlainAnswer;
}

/** A write with a body. */
export function write(method: 'POST' | 'PATCH' | 'PUT', path: string, body: unknown): BenchRequest {
  return { method, path, body: JSON.stringify(body) };
}
