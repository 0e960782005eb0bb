import { defaultOperators, supportedOperators } from '../../query/operator-table.js';
import type { Operator } from '../../resource/operator.js';
import type { Relation, SearchField, SortKey } from '../../resource/resource.js';
import type { FieldDraft, ResourceDraft } from '../draft.js';
import type { PendingLinks } from '../pending-links.js';
import { namedField } from './named-field.js';

interface Question {
  readonly defaultSort: SortKey[];
  readonly searchFields: SearchField[];
  /** Names in `search` that lead through relations, and are looked up when their targets are known. */
  readonly relatedSearch: PendingLinks['search'];
}

/** Decides what clients may filter, sort and search by. A field they cannot read is never part of a question. */
export function questionStage(draft: ResourceDraft, relations: ReadonlyMap<string, Relation>): Question {
  for (const field of draft.fields.values()) {
    const isAskable = field.readable && !isVirtual(draft, field);
    field.sortable = isAskable && !field.isArray && field.type !== 'json' && field.type !== 'binary';
    field.operators = isAskable && !draft.declaration.filter ? defaultOperators(field) : [];
  }
  applyFilter(draft);
  return { defaultSort: defaultSort(draft), ...searchOf(draft, relations) };
}

function applyFilter(draft: ResourceDraft): void {
  const { filter } = draft.declaration;
  if (!filter) return;
  const entries: [string, string, readonly Operator[] | undefined][] = Array.isArray(filter)
    ? (filter as string[]).map((name, index) => [name, `filter[${index}]`, undefined])
    : Object.entries(filter).map(([name, operators]) => [name, `filter.${name}`, operators as readonly Operator[]]);
  for (const [name, place, operators] of entries) {
    for (const field of namedField(draft, name, place)) {
      if (!field.readable) reportHidden(draft, place, name);
      else field.operators = operators ? knownOperators(draft, field, place, operators) : defaultOperators(field);
    }
  }
}

function knownOperators(
  draft: ResourceDraft,
  field: FieldDraft,
  place: string,
  operators: readonly Operator[],
): readonly Operator[] {
  const supported = supportedOperators(field);
  const unfit = operators.filter((operator) => !supported.includes(operator));
  for (const operator of unfit) {
    draft.report({
      code: 'LA021',
      message: `${place} names the operator "${operator}", which a field of type ${field.type} does not have.`,
      allowed: supported,
    });
  }
  return operators.filter((operator) => supported.includes(operator));
}

function searchOf(
  draft: ResourceDraft,
  relations: ReadonlyMap<string, Relation>,
): Pick<Question, 'searchFields' | 'relatedSearch'> {
  const searchFields: SearchField[] = [];
  const relatedSearch: { name: string; place: string }[] = [];
  for (const [index, name] of ((draft.declaration.search ?? []) as readonly string[]).entries()) {
    const place = `search[${index}]`;
    const first = name.includes('.') ? name.slice(0, name.indexOf('.')) : undefined;
    if (first !== undefined && isRelation(relations, first)) {
      relatedSearch.push({ name, place });
      continue;
    }
    if (first !== undefined && draft.metadata.findRelationWithPropertyPath(first) !== undefined) {
      draft.report({
        code: 'LA035',
        message: `${place} "${name}" leads through "${first}", which is not among the relations of the resource.`,
        fix: `declare it: relations: ['${first}']`,
      });
      continue;
    }
    for (const field of namedField(draft, name, place)) {
      if (!field.readable) reportHidden(draft, place, name);
      else if (field.type === 'string' && !field.isArray) searchFields.push({ field, via: [] });
      else draft.report({ code: 'LA022', message: `${place} "${name}" is not text but ${field.type}.` });
    }
  }
  return { searchFields, relatedSearch };
}

function isRelation(relations: ReadonlyMap<string, Relation>, name: string): boolean {
  return relations.has(name) || [...relations.values()].some(({ property }) => property === name);
}

function defaultSort(draft: ResourceDraft): SortKey[] {
  const keys: SortKey[] = [];
  for (const [index, name] of ((draft.declaration.ordering ?? []) as readonly string[]).entries()) {
    const isDescending = name.startsWith('-');
    const place = `ordering[${index}]`;
    for (const field of namedField(draft, isDescending ? name.slice(1) : name, place)) {
      if (field.sortable) keys.push({ field, direction: isDescending ? 'desc' : 'asc' });
      else {
        draft.report({
          code: 'LA023',
          message: `${place} "${name}" cannot sort a list.`,
          fix: 'name a readable column that is neither a list, json nor binary',
        });
      }
    }
  }
  return keys;
}

function reportHidden(draft: ResourceDraft, place: string, name: string): void {
  draft.report({
    code: 'LA020',
    message: `${place} "${name}" is hidden from clients.`,
    fix: `leave it out, or make it readable: fields: { ${JSON.stringify(name)}: 'readOnly' }`,
  });
}

/** A virtual column is an expression of its own; asking by it would run it for every row of the table. */
function isVirtual(draft: ResourceDraft, field: FieldDraft): boolean {
  return draft.metadata.findColumnWithPropertyPath(field.property)?.isVirtualProperty ?? false;
}
