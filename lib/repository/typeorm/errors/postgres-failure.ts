import { textOrNothing, type DriverError, type DriverFailure, type FailureKind } from './driver-failure.js';

/** SQLSTATE codes (PostgreSQL manual, appendix A). */
const KIND_BY_STATE: Readonly<Record<string, FailureKind>> = {
  '23505': 'unique',
  '23503': 'foreignKey',
  '23001': 'stillReferenced',
  '23502': 'required',
  '23514': 'check',
  '23P01': 'check',
  '23000': 'check',
  // Text that is too long, numbers out of range, malformed or impossible values, NUL and other untranslatable characters.
  '22001': 'rejected',
  '22003': 'rejected',
  '22007': 'rejected',
  '22008': 'rejected',
  '22009': 'rejected',
  '22021': 'rejected',
  '22026': 'rejected',
  '22030': 'rejected',
  '22032': 'rejected',
  '22P02': 'rejected',
  '22P03': 'rejected',
  '22P05': 'rejected',
  '40001': 'conflict',
  '40P01': 'conflict',
  '55P03': 'timeout',
  '57014': 'timeout',
  '25P03': 'timeout',
  '25P04': 'timeout',
  // A server that became a read-only replica in a failover.
  '25006': 'unavailable',
  '28000': 'unavailable',
  '28P01': 'unavailable',
  '3D000': 'unavailable',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '57P05': 'unavailable',
};

/** Reads an error of PostgreSQL; `undefined` when its SQLSTATE is not one that a client should hear about. */
export function readPostgresFailure(error: DriverError): DriverFailure | undefined {
  const state = textOrNothing(error.code);
  if (state === undefined || state.length !== 5) return undefined;
  const kind = Object.hasOwn(KIND_BY_STATE, state) ? KIND_BY_STATE[state] : kindOfClass(state);
  if (kind === undefined) return undefined;
  const column = textOrNothing(error.column);
  const detail = textOrNothing(error.detail) ?? '';
  return {
    kind: kind === 'foreignKey' ? sideOfForeignKey(error, detail) : kind,
    table: textOrNothing(error.table),
    constraint: textOrNothing(error.constraint),
    columns:
      column !== undefined ? [column] : kind === 'unique' || kind === 'foreignKey' ? keyColumns(detail) : undefined,
  };
}

/** Connection exceptions and exhausted resources, by the class of the code. */
function kindOfClass(state: string): FailureKind | undefined {
  return state.startsWith('08') || state.startsWith('53') ? 'unavailable' : undefined;
}

/** `routine` does not tell the sides apart; the wording does, and the columns only follow where a row was written. */
function sideOfForeignKey(error: DriverError, detail: string): FailureKind {
  const message = textOrNothing(error.message) ?? '';
  const isReferenced =
    message.startsWith('update or delete on table') || detail.includes('still referenced from table');
  return isReferenced ? 'stillReferenced' : 'referenceMissing';
}

/** Columns of `Key (first_name, last_name)=(…) …`; the part with the values is never looked at. */
function keyColumns(detail: string): readonly string[] | undefined {
  const start = detail.indexOf('(');
  const end = detail.indexOf(')=(');
  if (start === -1 || end < start) return undefined;
  return detail
    .slice(start + 1, end)
    .split(', ')
    .map((name) => (name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name));
}
