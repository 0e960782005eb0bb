import { nearestName } from '../../common/nearest-name.js';
import type { FieldDraft, ResourceDraft } from '../draft.js';

/**
 * The fields that a name in an option stands for: one, or all columns of an embedded property. Reports a name that
 * is no field, with the nearest that is, and answers with an empty list.
 */
export function namedField(draft: ResourceDraft, name: unknown, place: string): FieldDraft[] {
  const field = typeof name === 'string' ? draft.fields.get(name) : undefined;
  if (field) return [field];
  const prefix = `${String(name)}.`;
  const embedded = [...draft.fields].filter(([candidate]) => candidate.startsWith(prefix)).map(([, column]) => column);
  if (embedded.length > 0) return embedded;
  const nearest = nearestName(String(name), draft.fields.keys());
  draft.report({
    code: 'LA020',
    message: `${place} "${String(name)}" is not a field.`,
    nearest,
    ...(nearest === undefined && { allowed: [...draft.fields.keys()] }),
  });
  return [];
}
