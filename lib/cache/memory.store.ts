import { LRUCache } from 'lru-cache';

/** What a byte-bounded store counts an entry as, beside its texts: keys, objects and places in the lists of the store. */
const OVERHEAD_BYTES = 250;

/** What Keyv keeps. */
interface KeptValue {
  readonly value: unknown;
  /** In milliseconds since 1970; for ever without it. */
  readonly expires?: number;
}

/**
 * A store in the memory of this process, for Keyv, which minds the time of each value. What was not used for longest goes
 * first when it is full.
 */
export class MemoryStore {
  private readonly values: LRUCache<string, KeptValue>;

  /** @param maxBytes of all values together, as texts in memory; about, and never much more. */
  constructor(maxBytes: number) {
    this.values = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  get(key: string): KeptValue | undefined {
    return this.values.get(key);
  }

  /** Those that are still good. */
  valuesOf(keys: readonly string[]): readonly unknown[] {
    const now = Date.now();
    const found: unknown[] = [];
    for (const key of keys) {
      const kept = this.values.get(key);
      found.push(kept === undefined || (kept.expires !== undefined && kept.expires < now) ? undefined : kept.value);
    }
    return found;
  }

  getMany(keys: readonly string[]): (KeptValue | undefined)[] {
    return keys.map((key) => this.values.get(key));
  }

  set(key: string, value: KeptValue): boolean {
    this.values.set(key, value);
    return true;
  }

  delete(key: string): boolean {
    return this.values.delete(key);
  }

  clear(): void {
    this.values.clear();
  }
}

/** Characters beyond Latin-1 make a text take two bytes each. */
function sizeOf({ value }: KeptValue, key: string): number {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const length = parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), key.length);
  return length * 2 + OVERHEAD_BYTES;
}
