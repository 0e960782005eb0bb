import type { DataSource } from 'typeorm';
import { transactionOf } from '../../transaction.js';

/** In a database of the locale C only ICU knows the two cases of a letter beyond ASCII. */
const QUESTION = `SELECT lower('É') = 'é' AS folds, EXISTS (SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu') AS icu`;

type Answer = readonly { readonly folds: boolean; readonly icu: boolean }[];

const collations = new WeakMap<DataSource, string>();
const questions = new WeakMap<DataSource, Promise<void>>();

/** What is put behind a text that is compared in any case; `undefined` until the database has been asked. */
export function foldingCollationOf(dataSource: DataSource): string | undefined {
  return collations.get(dataSource);
}

/**
 * Asks the database, once for all that is asked meanwhile. A transaction asks on the connection that it has: when all
 * connections are taken by transactions, none of them would ever get another.
 */
export function learnFoldingCollation(dataSource: DataSource): Promise<void> {
  const transaction = transactionOf(dataSource);
  if (transaction !== undefined) {
    return transaction.run(async () => note(dataSource, (await transaction.queryRunner.query(QUESTION)) as Answer));
  }
  let question = questions.get(dataSource);
  if (question === undefined) {
    question = dataSource
      .query(QUESTION)
      .then((answer: Answer) => note(dataSource, answer))
      .finally(() => questions.delete(dataSource));
    questions.set(dataSource, question);
  }
  return question;
}

function note(dataSource: DataSource, [answer]: Answer): void {
  collations.set(dataSource, answer !== undefined && !answer.folds && answer.icu ? ' COLLATE "und-x-icu"' : '');
}
