import type { CountMode } from '../../../resource/resource.js';
import type { Engine } from './engine.factory.js';
import type { LinkedTable } from './linked-table.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlPurpose, SqlResult } from './sql-runner.js';
import { createStatement } from './statement.factory.js';

/** Up to here an estimate is replaced by the real number, which takes about a millisecond. */
const EXACT_LIMIT = 10_000;

/** Counts the rows that match a condition. */
export class RowCounter {
  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
  ) {}

  /** @param where ` WHERE …` or nothing. */
  async count(where: SqlDraft, mode: Exclude<CountMode, 'none'>): Promise<number> {
    const { explain } = this.engine.dialect.count;
    if (mode === 'exact' || explain === undefined) return this.exact(where);
    const capped = await this.capped(where);
    if (capped <= EXACT_LIMIT) return capped;
    const plan = await this.run(
      new SqlDraft().push(`${explain}SELECT 1 FROM ${this.table.path}`).append(where),
      'lookup',
    );
    const estimate = this.engine.dialect.count.readPlan(plan.rows);
    return estimate === undefined ? this.exact(where) : Math.max(estimate, capped);
  }

  private async exact(where: SqlDraft): Promise<number> {
    const draft = new SqlDraft().push(`SELECT COUNT(*) AS c0 FROM ${this.table.path}`).append(where);
    return firstNumber(await this.run(draft, 'list'));
  }

  private async capped(where: SqlDraft): Promise<number> {
    const draft = new SqlDraft()
      .push(`SELECT COUNT(*) AS c0 FROM (SELECT 1 AS c1 FROM ${this.table.path}`)
      .append(where);
    draft.push(` LIMIT ${EXACT_LIMIT + 1}) AS counted`);
    return firstNumber(await this.run(draft, 'list'));
  }

  private run(draft: SqlDraft, purpose: SqlPurpose): Promise<SqlResult> {
    return this.engine.runner.run(createStatement(draft, this.engine.dialect), draft.parameters, purpose);
  }
}

function firstNumber(result: SqlResult): number {
  return Number(result.rows[0]?.[0] ?? 0);
}
