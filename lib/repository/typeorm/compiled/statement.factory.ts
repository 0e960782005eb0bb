import { createHash } from 'node:crypto';
import type { SqlDialect } from './sql-dialect.js';
import type { SqlDraft } from './sql-draft.js';
import type { SqlTemplate } from './sql-runner.js';

/** The statement of a draft for one run; its plan is made for its values. */
export function createStatement(draft: SqlDraft, dialect: SqlDialect): SqlTemplate {
  return { segments: draft.segments, text: dialect.joinSegments(draft.segments), name: undefined };
}

/** The statement of a draft to be run again and again, prepared under a name that only its text decides. */
export function createPreparedStatement(draft: SqlDraft, dialect: SqlDialect): SqlTemplate {
  const text = dialect.joinSegments(draft.segments);
  const name = `lightapi_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  return { segments: draft.segments, text, name };
}
