import { isInTransaction } from '../../repository/typeorm/transaction.js';
import { inPlaceOf, transactionWordOf, type TransactionWord } from './transaction-word.js';

/** How long a write waits for the transaction of somebody else, in milliseconds. */
const PATIENCE_MS = 1_000;

const GUARD = 'lightapi_test_guard';

/** Whoever took a connection from the pool, and believes that it is theirs alone. */
export type Borrower = object;

/** What a borrower takes for its transaction. */
interface Inner {
  readonly borrower: Borrower;
  readonly savepoint: string;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/**
 * One connection with one transaction, for all who want a connection each. What would begin or end a transaction becomes
 * a savepoint; while one is open the statements of others wait for its end, since it would take them back with its own.
 * They do not wait for ever: work that asks for a second connection inside its own transaction would never end.
 */
export class SharedConnection {
  /** Those that are open; more than one where somebody would have waited for ever. */
  private open: readonly Inner[] = [];
  private begun = 0;
  private last: Promise<unknown> = Promise.resolve();
  /** Whether the holder's transaction takes nothing but its end any more. */
  private isAborted = false;

  /**
   * @param say sends a statement that has no answer
   * @param abortsOnError whether a statement that fails spoils the transaction that it is in
   */
  constructor(
    readonly say: (text: string) => Promise<void>,
    private readonly abortsOnError: boolean,
  ) {}

  /** Runs a statement of one borrower; `undefined` for one that was only about transactions. */
  async run<Result>(
    borrower: Borrower,
    text: string | undefined,
    send: () => Promise<Result>,
  ): Promise<Result | undefined> {
    const word = text === undefined ? undefined : transactionWordOf(text);
    if (word === 'begin') return this.begin(borrower);
    if (word !== undefined) return this.finish(borrower, word);
    return this.afterOthers(borrower, isRead(text), () =>
      this.inTurn(() => (this.holder?.borrower === borrower ? this.sendInside(send) : this.sendAlone(send))),
    );
  }

  /** The borrower gives the connection back; a transaction that it has left open ends. */
  leave(borrower: Borrower): void {
    void this.finish(borrower, 'rollback').catch(() => undefined);
  }

  /** Waits for all that is under way. */
  async close(): Promise<void> {
    const { last } = this;
    await last;
    if (this.last !== last) await this.close();
  }

  private get holder(): Inner | undefined {
    return this.open.at(-1);
  }

  private async begin(borrower: Borrower): Promise<undefined> {
    await this.afterOthers(borrower, false, () => {
      let end!: () => void;
      const ended = new Promise<void>((resolve) => (end = resolve));
      const inner = { borrower, savepoint: `lightapi_test_${++this.begun}`, ended, end };
      this.open = [...this.open, inner];
      this.isAborted = false;
      return this.sayInPlaceOf('begin', inner);
    });
    return undefined;
  }

  private async finish(borrower: Borrower, word: TransactionWord): Promise<undefined> {
    const at = this.open.findIndex((one) => one.borrower === borrower);
    const inner = this.open[at];
    // A transaction that was never begun, or that ended with the one around it, has no savepoint any more.
    if (word === 'isolation' || inner === undefined) return undefined;
    try {
      await this.sayInPlaceOf(word, inner);
    } catch (error) {
      // After a commit that fails comes a rollback.
      if (word === 'commit') throw error;
    }
    const ended = this.open.slice(at);
    this.open = this.open.slice(0, at);
    for (const { end } of ended) end();
    return undefined;
  }

  private async sayInPlaceOf(word: TransactionWord, { savepoint }: Inner): Promise<void> {
    await this.inTurn(async () => {
      for (const text of inPlaceOf(word, savepoint)) await this.say(text);
    });
  }

  private async sendInside<Result>(send: () => Promise<Result>): Promise<Result> {
    try {
      return await send();
    } catch (error) {
      this.isAborted ||= this.abortsOnError;
      throw error;
    }
  }

  /** A statement outside of any transaction is one by itself: its failure is nobody else's. */
  private async sendAlone<Result>(send: () => Promise<Result>): Promise<Result> {
    if (!this.abortsOnError) return send();
    await this.say(`SAVEPOINT ${GUARD}`);
    try {
      const result = await send();
      await this.say(`RELEASE SAVEPOINT ${GUARD}`);
      return result;
    } catch (error) {
      await this.say(`ROLLBACK TO SAVEPOINT ${GUARD}`);
      await this.say(`RELEASE SAVEPOINT ${GUARD}`);
      throw error;
    }
  }

  /**
   * Reads cannot be taken back, so they do not wait where they can be answered; nor does what is done within a transaction
   * of ours, whose end would wait for it.
   */
  private async afterOthers<Result>(
    borrower: Borrower,
    isReading: boolean,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const deadline = isInTransaction() ? 0 : Date.now() + PATIENCE_MS;
    while (this.holder !== undefined && this.holder.borrower !== borrower) {
      const rest = deadline - Date.now();
      if (rest <= 0 || (isReading && !this.isAborted)) break;
      await settledWithin(this.holder.ended, rest);
    }
    // No pause between the last look and the work: somebody else could begin in it.
    return work();
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const run = this.last.then(work);
    this.last = run.catch(() => undefined);
    return run;
  }
}

/** A statement whose text is not known may be anything. */
function isRead(text: string | undefined): boolean {
  return text !== undefined && /^\s*(select|show|explain)\b/i.test(text) && !/\bfor\s+(update|share)\b/i.test(text);
}

function settledWithin(ended: Promise<void>, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    void ended.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
