import type { Condition } from '../query/question.js';
import type { Field } from '../resource/field.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import type { RowWrite } from './permit.js';

/** What a write of a row may make different. */
interface Written {
  /** Whether it changes a column of the row. */
  readonly isWritten: (field: Field) => boolean;
  /** Whether it changes which rows are related to this one, beside what the row's own columns say. */
  readonly relates: boolean;
}

/**
 * Whether a write can make a difference to what its row meets: it changes a column or a relation that the condition
 * reads. A relation may lead back to the row itself, so its columns count wherever the condition stands.
 */
export function isTouched(condition: Condition, resource: Resource, action: RowWrite, payload?: Payload): boolean {
  // What is gone need not meet anything.
  return action !== 'remove' && touches(condition, writtenBy(resource, action, payload ?? {}));
}

function touches(condition: Condition, written: Written): boolean {
  switch (condition.kind) {
    case 'comparison':
      return written.isWritten(condition.field);
    case 'related': {
      const { foreignKey } = condition.relation;
      // Who holds the key of this row may hold another column of it than the primary key.
      const isMoved = foreignKey === undefined || foreignKey.some(written.isWritten);
      return written.relates || isMoved || touches(condition.condition, written);
    }
    case 'not':
    case 'rule':
      return touches(condition.condition, written);
    case 'and':
    case 'or':
      return condition.conditions.some((part) => touches(part, written));
  }
}

function writtenBy({ fields, relations }: Resource, action: RowWrite, payload: Payload): Written {
  const brought = [...relations.values()].filter(({ name }) => payload[name] !== undefined);
  const written = [
    ...brought.flatMap(({ foreignKey }) => foreignKey ?? []),
    ...fields.filter((field) => payload[field.name] !== undefined || (action === 'replace' && field.updatable)),
  ];
  // By the column: a condition inside a relation may be about the same table under another resource.
  const properties = new Set(written.map(({ property }) => property));
  return {
    isWritten: ({ property, role }) =>
      properties.has(property) ||
      role === 'version' ||
      role === 'updateDate' ||
      (action === 'restore' && role === 'deleteDate'),
    relates: brought.length > 0,
  };
}
