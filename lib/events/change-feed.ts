import type { ChangeListener, TableChange } from './table-change.js';

/** Carries what commits have changed from those who write to those who want to know. */
export class ChangeFeed implements ChangeListener {
  private readonly listeners: ChangeListener[] = [];

  /** Whether anybody wants to know; whoever writes need not say anything otherwise. */
  get isHeard(): boolean {
    return this.listeners.length > 0;
  }

  listen(listener: ChangeListener): void {
    this.listeners.push(listener);
  }

  async changed(changes: readonly TableChange[]): Promise<void> {
    await Promise.all(this.listeners.map((listener) => listener.changed(changes)));
  }
}
