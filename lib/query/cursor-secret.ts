import { createHmac, randomBytes } from 'node:crypto';

/** Keeps signatures apart from others that the application may make with the same secret. */
const PURPOSE = 'nestjs-lightapi cursor';

/**
 * What the cursors of an application are signed with. Random until the options of the application are known and bring a
 * secret of their own, which other processes share and a restart does not change.
 */
export class CursorSecret {
  #key: Buffer = randomBytes(32);
  #isShared = false;

  /** Whether cursors are good in other processes, and after a restart. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** Signs with this secret from now on. */
  share(secret: string): void {
    this.#key = createHmac('sha256', secret).update(PURPOSE).digest();
    this.#isShared = true;
  }

  /** HMAC-SHA256 of the text (RFC 2104), in base64url. */
  sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}
