import { LRUCache } from 'lru-cache';

/** Addresses that are remembered of each route. */
const MAX_ADDRESSES = 500;
/** Longest address that is remembered, in characters, so that a memo stays small whatever it is asked. */
const LONGEST_ADDRESS = 512;

/** Remembers what addresses ask for, where that does not depend on who asks. */
export class QuestionMemo<Asked extends object> {
  private readonly known = new LRUCache<string, Asked>({ max: MAX_ADDRESSES });

  get(address: string): Asked | undefined {
    return this.known.get(address);
  }

  set(address: string, asked: Asked): void {
    if (address.length <= LONGEST_ADDRESS) this.known.set(address, asked);
  }
}
