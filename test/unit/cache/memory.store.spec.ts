import { setTimeout as sleep } from 'node:timers/promises';
import { Keyv } from 'keyv';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../lib/cache/memory.store.js';

const KIB = 1024;
const answer = (bytes: number) => ({ value: ['marks', 'x'.repeat(bytes / 2), null, null] });

function held(store: MemoryStore, count: number): number[] {
  return Array.from({ length: count }, (_, index) => index).filter((index) => store.get(`key${index}`) !== undefined);
}

describe('a store in memory', () => {
  it('never holds more than its bytes, however many values it is given', () => {
    const store = new MemoryStore(100 * KIB);
    for (let index = 0; index < 1_000; index++) store.set(`key${index}`, answer(10 * KIB));
    const kept = held(store, 1_000);
    expect(kept).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999]);
  });

  it('counts keys and places, too, so that small values do not add up to more', () => {
    const store = new MemoryStore(100 * KIB);
    for (let index = 0; index < 10_000; index++) store.set(`key${index}`, { value: 'v' });
    expect(held(store, 10_000).length).toBeLessThan((100 * KIB) / 250);
  });

  it('lets go first of what was not used for longest', () => {
    const store = new MemoryStore(100 * KIB);
    for (let index = 0; index < 9; index++) store.set(`key${index}`, answer(10 * KIB));
    store.get('key0');
    store.getMany(['key1']);
    store.set('key9', answer(10 * KIB));
    store.set('key10', answer(10 * KIB));
    expect(held(store, 11)).toEqual([0, 1, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('does not take what is larger than all of it, and forgets what was there before', () => {
    const store = new MemoryStore(10 * KIB);
    store.set('key0', { value: 'old' });
    store.set('key1', { value: 'other' });
    store.set('key0', answer(20 * KIB));
    expect(held(store, 2)).toEqual([1]);
  });

  it('gives back the room of what is replaced, removed or cleared', () => {
    const store = new MemoryStore(25 * KIB);
    for (let round = 0; round < 10; round++) store.set('key0', answer(10 * KIB));
    store.set('key1', answer(10 * KIB));
    expect(held(store, 2)).toEqual([0, 1]);
    expect(store.delete('key0')).toBe(true);
    store.set('key2', answer(10 * KIB));
    expect(held(store, 3)).toEqual([1, 2]);
    store.clear();
    expect(held(store, 3)).toEqual([]);
  });

  it('behind a Keyv keeps values as they are, for their time', async () => {
    const keyv = new Keyv({ store: new MemoryStore(KIB), serialize: undefined, deserialize: undefined });
    const value = ['text'];
    await keyv.set('key', value, 40);
    expect(await keyv.get('key')).toBe(value);
    expect(await keyv.getMany(['none', 'key'])).toEqual([undefined, value]);
    await sleep(60);
    expect(await keyv.getMany(['key'])).toEqual([undefined]);
  });
});
