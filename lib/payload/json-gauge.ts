import type { BodyLimits } from '../resource/resource.js';
import { tooDeep, tooManyKeys } from './body-limits.js';

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a] as const;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d] as const;

/**
 * Counts keys and levels of JSON text while its bytes come in. Parsing it takes far longer than reading it, and nothing
 * else can happen meanwhile, so a large body of the worst kind has to be known before. Whether it is JSON at all is left
 * to the parser; a key that is repeated counts each time.
 */
export class JsonGauge {
  private keys = 0;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;

  constructor(private readonly limits: Pick<BodyLimits, 'maxKeys' | 'maxDepth'>) {}

  /** @throws LightApiError LA209 (400) past a limit */
  read(bytes: Uint8Array): void {
    const { maxKeys, maxDepth } = this.limits;
    // Counted in variables and by index: a loop over bytes is as fast as it is plain.
    let { keys, depth, isInText, isEscaped } = this;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (isInText) {
        if (isEscaped) isEscaped = false;
        else if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isInText = false;
      } else if (byte === QUOTE) isInText = true;
      else if (byte === COLON) keys++;
      else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
        depth++;
        if (depth > maxDepth) throw tooDeep(this.limits);
      }
    }
    if (keys > maxKeys) throw tooManyKeys(this.limits);
    Object.assign(this, { keys, depth, isInText, isEscaped });
  }
}
