import type { RelationMetadata } from 'typeorm/metadata/RelationMetadata.js';
import type { RelationWrites } from '../../resource/resource.js';
import type { RelationOptions } from '../../resource/resource.options.js';
import type { Report, ResourceDraft } from '../draft.js';

const WRITES: readonly RelationWrites[] = ['none', 'link', 'create'];

/** What only a relation to many rows can have. */
const TO_MANY_ONLY = ['route', 'pageSize', 'ordering'] as const;

/** The values of a relation's options fit its kind, and the entity has what they need. */
export function checkRelationOptions(
  relation: RelationMetadata,
  place: string,
  options: RelationOptions,
  draft: ResourceDraft,
): void {
  checkTypes(place, options, draft.report);
  const isToMany = relation.isOneToMany || relation.isManyToMany;
  for (const option of TO_MANY_ONLY) {
    if (isToMany || options[option] === undefined || options[option] === false) continue;
    draft.report({
      code: 'LA035',
      message: `${place}.${option} is for relations to many rows.`,
      fix: 'leave it out',
    });
  }
  checkPageSize(place, options, draft);
  checkWrites(relation, place, options.write ?? 'none', draft);
}

function checkTypes(place: string, options: RelationOptions, report: Report): void {
  for (const option of ['include', 'filter', 'route'] as const) {
    if (options[option] === undefined || typeof options[option] === 'boolean') continue;
    report({ code: 'LA011', message: `${place}.${option} is neither true nor false.` });
  }
  if (options.ordering !== undefined && !Array.isArray(options.ordering))
    report({ code: 'LA011', message: `${place}.ordering is not a list of field names.` });
  if (options.resource !== undefined && typeof options.resource !== 'string')
    report({ code: 'LA011', message: `${place}.resource is not the name of a resource.` });
}

function checkPageSize(place: string, { pageSize }: RelationOptions, { limits, report }: ResourceDraft): void {
  if (pageSize === undefined) return;
  if (Number.isSafeInteger(pageSize) && pageSize >= 1 && pageSize <= limits.maxPageSize) return;
  report({ code: 'LA011', message: `${place}.pageSize is not a whole number from 1 to ${limits.maxPageSize}.` });
}

function checkWrites(relation: RelationMetadata, place: string, writes: RelationWrites, draft: ResourceDraft): void {
  if (!WRITES.includes(writes)) {
    draft.report({ code: 'LA011', message: `${place}.write has a value that it cannot have.`, allowed: WRITES });
  } else if (writes !== 'none' && draft.metadata.tableType === 'view') {
    draft.report({
      code: 'LA037',
      message: `${place}.write is "${writes}", but a view can only be read.`,
      fix: `leave ${place}.write out`,
    });
  } else if (writes === 'create' && !relation.isCascadeInsert) {
    draft.report({
      code: 'LA037',
      message: `${place}.write is "create", but the relation does not cascade.`,
      fix: `declare the relation with { cascade: ['insert'] }${relation.isManyToMany ? `, or set ${place}.write to "link"` : ''}`,
    });
  } else if (writes === 'link' && !relation.isManyToMany) {
    draft.report({
      code: 'LA037',
      message: `${place}.write is "link", which is for many-to-many relations.`,
      fix: 'write the column that holds the key instead',
    });
  }
}
