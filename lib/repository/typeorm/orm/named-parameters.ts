import type { ObjectLiteral } from 'typeorm';
import type { SqlDraft } from '../compiled/sql-draft.js';
import { driverParameter } from './driver-parameter.js';

/** A condition as TypeORM's query builders take it. */
export interface NamedCondition {
  readonly text: string;
  readonly parameters: ObjectLiteral;
}

/** Names the parameters of a draft; `prefix` keeps those of two conditions in one statement apart. */
export function nameParameters(draft: SqlDraft, prefix: string): NamedCondition {
  const parameters: Record<string, unknown> = {};
  let text = draft.segments[0]!;
  for (const [index, value] of draft.parameters.entries()) {
    const name = `lightapi_${prefix}_${index}`;
    parameters[name] = driverParameter(value);
    text += `:${name}${draft.segments[index + 1]!}`;
  }
  return { text, parameters };
}
