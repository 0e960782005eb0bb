import { randomBytes } from 'node:crypto';

/** Makes versions that no process has made before, and none will make again. */
export class VersionSource {
  private readonly origin = randomBytes(9).toString('base64url');
  private count = 0;

  next(): string {
    return `${this.origin}.${(this.count++).toString(36)}`;
  }
}
