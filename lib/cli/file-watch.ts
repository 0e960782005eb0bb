import { unwatchFile, watchFile } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const INTERVAL_MS = 200;

/** An editor may write a file in more than one step. */
const SETTLE_MS = 50;

/** Looks at files again and again: events of the file system do not get into every container, nor to every shared folder. */
export class FileWatch {
  #hasChanged = false;
  #wake = (): void => undefined;

  constructor(private readonly paths: readonly string[]) {
    for (const path of paths) {
      watchFile(path, { interval: INTERVAL_MS }, () => {
        this.#hasChanged = true;
        this.#wake();
      });
    }
  }

  /** Waits for a change since the last one that was waited for. */
  async next(): Promise<void> {
    if (!this.#hasChanged) await new Promise<void>((resolve) => (this.#wake = resolve));
    await wait(SETTLE_MS);
    this.#hasChanged = false;
  }

  close(): void {
    for (const path of this.paths) unwatchFile(path);
  }
}
