import type { Asker } from './askers.js';

/** A create that came with an idempotency key, and what became of it. */
export interface KeptCreate {
  /** Whose key it is: those of different callers have nothing to do with each other. */
  readonly asker: Asker;
  readonly key: string;
  readonly body: string;
  readonly answer: string;
}

/** More than this is forgotten, oldest first: what is known shall be new, and the memory bounded. */
const MOST = 200;

/** What a run has learnt of one resource from the answers to it. */
export class Known {
  /** Paths of rows, newest last. */
  readonly items: string[] = [];
  /** Paths of rows that were removed, newest last. */
  readonly removed: string[] = [];
  /** Links to other pages of lists, with their cursors. */
  readonly links: string[] = [];
  /** Cursors of searches, each with the question that it belongs to. */
  readonly walks: { readonly question: object; readonly cursor: string }[] = [];
  readonly creates: KeptCreate[] = [];
  private readonly tags = new Map<string, string>();

  /** The entity tag that an item had last. */
  tagOf(path: string): string | undefined {
    return this.tags.get(path);
  }

  /** Express gives tags of its own to answers that have none: weak ones. */
  keepTag(path: string, tag: string | string[] | undefined): void {
    if (typeof tag === 'string' && /^"\d+"$/.test(tag)) this.tags.set(path, tag);
  }

  /** A row that was there is not any more. */
  forget(path: string): void {
    const at = this.items.indexOf(path);
    if (at >= 0) this.items.splice(at, 1);
    keep(this.removed, path);
  }
}

/** Adds to what is known. */
export function keep<Item>(list: Item[], item: Item): void {
  list.push(item);
  if (list.length > MOST) list.shift();
}
