import { linkKey } from '../../../resource-repository.js';

/** Marks that letters may carry, once they stand apart from them. */
const MARKS = /\p{M}/gu;

/** Forms of a text under which a collation may take it for another one, from the strictest to the loosest. */
const FOLDS: readonly ((text: string) => string)[] = [
  (text) => text.trimEnd(),
  (text) => text.trimEnd().toLowerCase(),
  (text) => text.normalize('NFKD').replace(MARKS, '').trimEnd().toLowerCase(),
];

/**
 * Finds the link that a row was found by. The database has compared them, and may take `Ab` for `ab` where a column's
 * collation says so: what is not there letter by letter is looked for under looser forms.
 */
export class LinkIndex {
  private readonly exact: ReadonlySet<string>;
  private readonly folded: (ReadonlyMap<string, string> | undefined)[] = [];

  constructor(links: readonly (readonly unknown[])[]) {
    this.exact = new Set(links.map(linkKey));
  }

  /** The key of the link; `undefined` when none is anything like it. */
  keyOf(values: readonly unknown[]): string | undefined {
    const key = linkKey(values);
    if (this.exact.has(key)) return key;
    for (const [level, fold] of FOLDS.entries()) {
      const found = this.foldedAt(level).get(fold(key));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private foldedAt(level: number): ReadonlyMap<string, string> {
    return (this.folded[level] ??= new Map([...this.exact].map((key) => [FOLDS[level]!(key), key])));
  }
}
