import type { QueryRunner } from 'typeorm';
import type { TableChange } from '../../events/table-change.js';

/** How TypeORM keeps count of what is open. */
type CountingRunner = QueryRunner & { readonly transactionDepth: number };

interface NotedChange {
  readonly change: TableChange;
  /** Of the transaction, or the savepoint inside of it, that decides over the change. */
  depth: number;
}

interface Notes {
  list: NotedChange[];
  isCommitting: boolean;
}

/** What was changed in transactions that are not over yet, by the connection that they have. */
export class NotedChanges {
  private readonly notes = new WeakMap<QueryRunner, Notes>();

  add(runner: QueryRunner, changes: readonly TableChange[]): void {
    let notes = this.notes.get(runner);
    if (notes === undefined) this.notes.set(runner, (notes = { list: [], isCommitting: false }));
    const depth = depthOf(runner);
    notes.list.push(...changes.map((change) => ({ change, depth })));
  }

  /** The outermost transaction is about to be stored. */
  committing(runner: QueryRunner): void {
    const notes = this.notes.get(runner);
    if (notes !== undefined && depthOf(runner) === 1) notes.isCommitting = true;
  }

  /** A transaction or a savepoint has come to its end; answers with what is stored by now. */
  committed(runner: QueryRunner): readonly TableChange[] | undefined {
    const notes = this.notes.get(runner);
    if (notes === undefined || !runner.isTransactionActive) return this.take(runner);
    const depth = depthOf(runner);
    for (const note of notes.list) note.depth = Math.min(note.depth, depth);
    return undefined;
  }

  /** Answers with what may be stored, or not. */
  inDoubt(runner: QueryRunner): readonly TableChange[] | undefined {
    const notes = this.notes.get(runner);
    return notes?.isCommitting === true ? changesOf(notes) : undefined;
  }

  /** A transaction or a savepoint was taken back; answers with what it had changed. */
  rolledBack(runner: QueryRunner): readonly TableChange[] | undefined {
    const notes = this.notes.get(runner);
    if (notes === undefined || !runner.isTransactionActive) return this.take(runner);
    const depth = depthOf(runner);
    const undone = notes.list.filter((note) => note.depth > depth);
    notes.list = notes.list.filter((note) => note.depth <= depth);
    return undone.map(({ change }) => change);
  }

  private take(runner: QueryRunner): readonly TableChange[] | undefined {
    const notes = this.notes.get(runner);
    this.notes.delete(runner);
    return notes && changesOf(notes);
  }
}

function depthOf(runner: QueryRunner): number {
  return (runner as CountingRunner).transactionDepth;
}

function changesOf({ list }: Notes): readonly TableChange[] {
  return list.map(({ change }) => change);
}
