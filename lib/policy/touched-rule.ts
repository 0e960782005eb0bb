import type { Condition } from '../query/question.js';
import type { Payload } from '../resource/payload.js';

/** Whether a change can make a difference to what a row meets: it writes a field or a relation that the condition reads. */
export function isTouched(condition: Condition, payload: Payload): boolean {
  switch (condition.kind) {
    case 'comparison':
      return payload[condition.field.name] !== undefined;
    case 'related': {
      const { name, foreignKey = [] } = condition.relation;
      return payload[name] !== undefined || foreignKey.some((field) => payload[field.name] !== undefined);
    }
    case 'not':
    case 'rule':
      return isTouched(condition.condition, payload);
    case 'and':
    case 'or':
      return condition.conditions.some((part) => isTouched(part, payload));
  }
}
