/**
 * What is wrong with an answer:
 *
 * | kind | the answer |
 * |---|---|
 * | `row` | has a row that the principal may not read |
 * | `value` | has a value of a hidden field, or of a row that may not be read |
 * | `oracle` | depends on rows that may not be read: a filter, search or order finds them out |
 * | `count` | counts them, or says that more rows follow |
 * | `write` | tells of, or did, a change of a row that may not be written |
 * | `text` | is another one for what is hidden than for what does not exist, or echoes what was sent |
 * | `fault` | is a 5xx, or speaks of SQL or source code |
 */
export type LeakKind = 'row' | 'value' | 'oracle' | 'count' | 'write' | 'text' | 'fault';

/** One answer that tells a principal more than the rules allow, or one write that they forbid. */
export interface Leak {
  readonly kind: LeakKind;
  /** Name of the principal that asked. */
  readonly principal: string;
  /** Name of the resource that was asked for. */
  readonly resource: string;
  /** Method, path and body, to be sent again: `POST /books/search {"filter":…}`. */
  readonly request: string;
  /** What the answer has that it may not have. */
  readonly detail: string;
}

/** What a search for leaks came to. */
export interface LeakReport {
  /** In the order in which they were found, which is the same every time; each place once. */
  readonly leaks: readonly Leak[];
  /** Requests that were sent. */
  readonly requests: number;
  /** What could not be looked at, and why: no row that is forbidden, a hidden value that cannot be told from others. */
  readonly gaps: readonly string[];
}
