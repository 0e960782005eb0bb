/** What a statement does with the transaction it is in. */
export type TransactionWord = 'begin' | 'commit' | 'rollback' | 'isolation';

const WORDS: readonly (readonly [TransactionWord, RegExp])[] = [
  ['begin', /^\s*(begin\b|start\s+transaction\b)/i],
  ['commit', /^\s*(commit|end)\s*(work|transaction)?\s*;?\s*$/i],
  ['rollback', /^\s*rollback\s*(work|transaction)?\s*;?\s*$/i],
  ['isolation', /^\s*set\s+transaction\b/i],
];

/** `undefined` for a statement that is about anything else. */
export function transactionWordOf(text: string): TransactionWord | undefined {
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** What is said in place of `BEGIN`, `COMMIT` and `ROLLBACK`, with a savepoint that stands for the transaction. */
export function inPlaceOf(word: TransactionWord, savepoint: string): readonly string[] {
  const release = `RELEASE SAVEPOINT ${savepoint}`;
  switch (word) {
    case 'begin':
      return [`SAVEPOINT ${savepoint}`];
    case 'commit':
      return [release];
    case 'rollback':
      return [`ROLLBACK TO SAVEPOINT ${savepoint}`, release];
    case 'isolation':
      return [];
  }
}

/** What the application did ended the transaction that it ran in. */
export function lostUndo(cause: unknown): Error {
  return new Error(
    'What this test did cannot be taken back: one of its statements has ended the transaction, as CREATE, ALTER, DROP ' +
      'and TRUNCATE do in MariaDB and MySQL, or the connection broke.',
    { cause },
  );
}
