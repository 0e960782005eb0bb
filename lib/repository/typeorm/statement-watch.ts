import type { DataSource, QueryRunner } from 'typeorm';
import { OrmRunner } from './compiled/orm.runner.js';
import type { SqlRunner } from './compiled/sql-runner.js';

/** Hears of a statement that is done, well or not: its text without values, and the time since it was asked for. */
export type StatementListener = (text: string, milliseconds: number) => void;

const listenerOf = new WeakMap<DataSource, StatementListener>();
const watched = new WeakSet<QueryRunner>();

/**
 * Listens to every statement over a data source, those of the application's own among them. Once per data source, before
 * its resources choose their executors: they stay the same.
 */
export function watchStatements(dataSource: DataSource, listener: StatementListener): void {
  if (listenerOf.has(dataSource)) return;
  listenerOf.set(dataSource, listener);
  const { driver } = dataSource;
  const createQueryRunner = driver.createQueryRunner.bind(driver);
  driver.createQueryRunner = (mode) => {
    const queryRunner = createQueryRunner(mode);
    if (!watched.has(queryRunner)) watchQueryRunner(queryRunner, listener);
    return queryRunner;
  };
}

/** The runner, or one that tells of its statements where somebody listens to its data source. */
export function watchedRunner(dataSource: DataSource, runner: SqlRunner): SqlRunner {
  const listener = listenerOf.get(dataSource);
  // TypeORM's query runners tell of theirs themselves.
  if (listener === undefined || runner instanceof OrmRunner) return runner;
  return {
    run: (template, parameters, purpose) =>
      timed(listener, template.text, () => runner.run(template, parameters, purpose)),
  };
}

function watchQueryRunner(queryRunner: QueryRunner, listener: StatementListener): void {
  watched.add(queryRunner);
  const query = queryRunner.query.bind(queryRunner) as (...parameters: unknown[]) => Promise<never>;
  queryRunner.query = (text: string, ...others: unknown[]) => timed(listener, text, () => query(text, ...others));
}

async function timed<Result>(listener: StatementListener, text: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  try {
    return await work();
  } finally {
    listener(text, performance.now() - startedAt);
  }
}
