import { BoundedMap } from './bounded-map.js';
import type { SqlDialect } from './sql-dialect.js';
import type { SqlDraft } from './sql-draft.js';
import type { SqlTemplate } from './sql-runner.js';
import { createPreparedStatement, createStatement } from './statement.factory.js';

/** Texts remembered of one resource. */
const MAX_STATEMENTS = 200;

/**
 * Statements about one row whose text depends on the caller's access rules. One that comes again is prepared; the first
 * time it is not, for a rule may have another text each time.
 */
export class RecurringStatements {
  private readonly known = new BoundedMap<string, SqlTemplate>(MAX_STATEMENTS);

  constructor(private readonly dialect: SqlDialect) {}

  of(draft: SqlDraft): SqlTemplate {
    const statement = createStatement(draft, this.dialect);
    const known = this.known.get(statement.text);
    if (known?.name !== undefined) return known;
    const remembered = known === undefined ? statement : createPreparedStatement(draft, this.dialect);
    this.known.set(statement.text, remembered);
    return remembered;
  }
}
