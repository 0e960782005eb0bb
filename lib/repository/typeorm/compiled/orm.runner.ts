import type { DataSource } from 'typeorm';
import { serverFor, type SqlPurpose, type SqlResult, type SqlRunner, type SqlTemplate } from './sql-runner.js';

/**
 * Runs statements through `queryRunner.query`, for what only TypeORM itself does: logging, slow query reports, clients that
 * are not JavaScript. Values come back as the driver parses them.
 */
export class OrmRunner implements SqlRunner {
  /** @param placeholders the statement as TypeORM's driver takes it. */
  constructor(
    private readonly dataSource: DataSource,
    private readonly placeholders: (segments: readonly string[]) => string,
    private readonly toDriverValue: (parameter: unknown) => unknown = (parameter) => parameter,
  ) {}

  async run(template: SqlTemplate, parameters: readonly unknown[], purpose: SqlPurpose): Promise<SqlResult> {
    const queryRunner = this.dataSource.createQueryRunner(serverFor(purpose));
    try {
      const text = this.placeholders(template.segments);
      const result = await queryRunner.query(text, parameters.map(this.toDriverValue), true);
      const records = (result.records ?? []) as Record<string, unknown>[];
      return {
        rows: records.map((record) => Object.values(record).map(withoutArrayBuffer)),
        affected: result.affected ?? records.length,
        parsed: true,
        insertId: (result.raw as { insertId?: unknown } | undefined)?.insertId,
      };
    } finally {
      await queryRunner.release();
    }
  }
}

/** libsql hands out bytes as a bare ArrayBuffer when rows are objects. */
function withoutArrayBuffer(value: unknown): unknown {
  return value instanceof ArrayBuffer ? Buffer.from(value) : value;
}
