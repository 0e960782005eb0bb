import type { RuleTerms } from '../policy/rule.compiler.js';
import { supportedOperators } from '../query/operator-table.js';
import type { Sight } from '../query/sight.js';
import { vocabularyOf } from '../query/vocabulary.js';
import { DeclaredRelation } from '../resource/declared-relation.js';
import type { Field } from '../resource/field.js';
import type { Relation, Resource } from '../resource/resource.js';
import type { Report } from './draft.js';
import { follow } from './link-search.js';
import type { PendingLinks } from './pending-links.js';
import { relatedField } from './related-field.js';
import { checkOwnerField } from './rules/owner-field.rule.js';

/** Words of a filter that are no names. */
const TREE_WORDS: readonly string[] = ['and', 'or', 'not', 'some', 'none', 'every'];

/** Rules are written by developers, who know every column and every declared relation, by the names of the entities. */
export function developerSight(pending: readonly PendingLinks[]): Sight {
  const columns = new Map(pending.map((links) => [links.resource, [...links.columns.values()]]));
  const names = new Map(pending.flatMap((links) => [...links.columns].map(([name, field]) => [field as Field, name])));
  return {
    fieldsOf: (resource) => columns.get(resource) ?? resource.fields,
    knows: () => true,
    knowsRelation: () => true,
    nameOf: (named) => (named instanceof DeclaredRelation ? named.property : (names.get(named as Field) ?? named.name)),
    operatorsOf: supportedOperators,
    mayFollow: () => true,
  };
}

/** Where the rules of a resource find what they name. */
export function ruleTerms(
  { resource, columns }: PendingLinks,
  pending: ReadonlyMap<Resource, PendingLinks>,
  sight: Sight,
  report: Report,
): RuleTerms {
  return {
    vocabulary: vocabularyOf(resource, sight),
    ownerOf(path, place) {
      const own = columns.get(path);
      if (own !== undefined) return { field: own, via: [] };
      const what = `${place} "${path}"`;
      const { via, owner, rest } = follow(resource, path);
      const links = pending.get(owner)!;
      if (reportUndeclared(links, rest.split('.'), what, pending, report)) return undefined;
      const field = relatedField(links, rest, what, report, 'everything');
      if (field === undefined || !checkOwnerField(field, what, report) || !isOneRow(via, what, report))
        return undefined;
      return { field, via };
    },
    report(place, path, detail, allowed) {
      const what = path.length === 0 ? place : `${place}: ${path.join('.')}`;
      if (reportUndeclared(pending.get(resource)!, path.join('.').split('.'), what, pending, report)) return;
      report({ code: 'LA041', message: `${what}: ${detail}`, ...(allowed !== undefined && { allowed }) });
    },
  };
}

function isOneRow(via: readonly Relation[], what: string, report: Report): boolean {
  const many = via.find(({ kind }) => kind === 'many');
  if (many === undefined) return true;
  report({
    code: 'LA041',
    message: `${what} leads through "${many.property}", which leads to many rows.`,
    fix: 'name the owner on the row itself or on one that it belongs to, or write a where with some, none or every',
  });
  return false;
}

/** Rules may follow only relations that the application has said the ends of. */
function reportUndeclared(
  start: PendingLinks,
  names: readonly string[],
  what: string,
  pending: ReadonlyMap<Resource, PendingLinks>,
  report: Report,
): boolean {
  let links = start;
  for (const name of names) {
    if (TREE_WORDS.includes(name) || /^\d+$/.test(name)) continue;
    const relation = [...links.relations.keys()].find(({ property }) => property === name);
    if (relation !== undefined) links = pending.get(relation.target)!;
    else if (links.undeclared.has(name)) {
      const key = links.undeclared.get(name);
      const { name: owner } = links.resource;
      report({
        code: 'LA041',
        message: `${what} reads relation "${name}", which is not exposed.`,
        fix: `expose ${owner}.${name}: relations: ['${name}']${key === undefined ? '' : `, or write the rule on "${key}"`}`,
      });
      return true;
    } else return false;
  }
  return false;
}
