import type { DataSource, QueryRunner } from 'typeorm';
import { withoutArrayBuffer } from '../libsql-bytes.js';
import { onServer, replicasOf, type Replicas, type Server } from '../replicas.js';
import { transactionOf } from '../transaction.js';
import { mayBeBehind, type SqlPurpose, type SqlResult, type SqlRunner, type SqlTemplate } from './sql-runner.js';

/**
 * Runs statements through `queryRunner.query`, for what only TypeORM itself does: logging, slow query reports, clients that
 * are not JavaScript. Values come back as the driver parses them.
 */
export class OrmRunner implements SqlRunner {
  private readonly replicas: Replicas | undefined;

  /** @param placeholders the statement as TypeORM's driver takes it. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly placeholders: (segments: readonly string[]) => string,
    private readonly toDriverValue: (parameter: unknown) => unknown = (parameter) => parameter,
  ) {
    this.replicas = replicasOf(dataSource);
  }

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const text = this.placeholders(template.segments);
    const values = parameters.map(this.toDriverValue);
    const transaction = transactionOf(this.dataSource);
    if (transaction !== undefined) return transaction.run(() => this.runInside(transaction.queryRunner, text, values));
    const ask = (server: Server): Promise<SqlResult> =>
      onServer(this.dataSource, server, (queryRunner) => send(queryRunner, text, values));
    if (this.replicas === undefined || !mayBeBehind(purpose)) return ask('master');
    return this.replicas.read(template.text, ask);
  }

  /** On PostgreSQL a statement that fails would take the whole transaction with it. */
  private async runInside(queryRunner: QueryRunner, text: string, values: unknown[]): Promise<SqlResult> {
    if (this.dataSource.options.type !== 'postgres') return send(queryRunner, text, values);
    await queryRunner.query('SAVEPOINT lightapi');
    try {
      return await send(queryRunner, text, values);
    } catch (error) {
      // What is told is this error, not that the connection is gone as well.
      await queryRunner.query('ROLLBACK TO SAVEPOINT lightapi').catch(() => undefined);
      throw error;
    } finally {
      await queryRunner.query('RELEASE SAVEPOINT lightapi').catch(() => undefined);
    }
  }
}

async function send(queryRunner: QueryRunner, text: string, values: unknown[]): Promise<SqlResult> {
  const result = await queryRunner.query(text, values, true);
  const records = (result.records ?? []) as Record<string, unknown>[];
  return {
    rows: records.map((record) => Object.values(record).map(withoutArrayBuffer)),
    affected: result.affected ?? records.length,
    parsed: true,
    insertId: (result.raw as { insertId?: unknown } | undefined)?.insertId,
  };
}
