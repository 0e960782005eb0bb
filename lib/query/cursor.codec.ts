import { timingSafeEqual } from 'node:crypto';
import type { Resource } from '../resource/resource.js';
import type { CursorSecret } from './cursor-secret.js';
import type { CursorPosition, ListQuestion } from './question.js';
import { writeRowsText } from './question-text.js';

/** The side of a row that a cursor leads to, and what the row has for each key of the sort. */
export interface CursorEdge extends Pick<CursorPosition, 'side'> {
  readonly values: readonly unknown[];
}

/**
 * Writes the place where a walk through a list stands as a text that clients send back, and reads it again. The text is
 * `payload.signature`: the values are there to be read, and signed together with the question that they are about, so
 * that they cannot be changed or taken elsewhere.
 */
export class CursorCodec {
  constructor(
    private readonly resource: Pick<Resource, 'name'>,
    private readonly secret: CursorSecret,
  ) {}

  /** The cursor that goes on from the edge of a page of this question. */
  encode(question: ListQuestion, { side, values }: CursorEdge): string {
    const payload = Buffer.from(JSON.stringify([side, ...values])).toString('base64url');
    return `${payload}.${this.sign(payload, question.cursor?.walk ?? this.walkOf(question))}`;
  }

  /** The position that a cursor of this question leads to; `undefined` for every other text. */
  decode(question: ListQuestion, text: string): CursorPosition | undefined {
    const walk = this.walkOf(question);
    const dot = text.indexOf('.');
    const payload = text.slice(0, Math.max(dot, 0));
    if (!isSameText(text.slice(dot + 1), this.sign(payload, walk))) return undefined;
    const [side, ...values] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
      CursorPosition['side'],
      ...unknown[],
    ];
    return { side, values, walk };
  }

  /** The position before the first row of the question. */
  start(question: ListQuestion): CursorPosition {
    return { side: 'after', values: undefined, walk: this.walkOf(question) };
  }

  private walkOf(question: ListQuestion): string {
    return writeRowsText(this.resource, question);
  }

  private sign(payload: string, walk: string): string {
    return this.secret.sign(`${payload}.${walk}`);
  }
}

function isSameText(received: string, right: string): boolean {
  const [left, expected] = [Buffer.from(received), Buffer.from(right)];
  return left.length === expected.length && timingSafeEqual(left, expected);
}
