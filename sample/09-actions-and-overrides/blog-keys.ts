import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ApiKeyStore, type Caller } from '../../lib/index.js';

/** Keys that can be typed. Real ones are long and random, and their digests stand in a table. */
const CALLERS: ReadonlyMap<string, Caller> = new Map([
  [digestOf('key-of-ann'), { id: 'ann' }],
  [digestOf('key-of-ben'), { id: 'ben' }],
  [digestOf('key-of-mia'), { id: 'mia', roles: ['editor'] }],
]);

/** Ann and Ben write, Mia is the editor. */
@Injectable()
export class BlogKeys extends ApiKeyStore {
  find(digest: string): Caller | undefined {
    return CALLERS.get(digest);
  }
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
