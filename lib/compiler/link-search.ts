import type { Relation, Resource } from '../resource/resource.js';
import type { Report } from './draft.js';
import type { PendingLinks } from './pending-links.js';
import { relatedField } from './related-field.js';

/** Relations that a path may lead through. */
const LONGEST_PATH = 2;

/** Adds the text fields of related resources that `search=` looks into. Done again it changes nothing. */
export function linkSearch(
  { resource, search, searchFields }: PendingLinks,
  pending: ReadonlyMap<Resource, PendingLinks>,
  report: Report,
): void {
  const own = searchFields.filter(({ via }) => via.length === 0);
  searchFields.splice(0, searchFields.length, ...own);
  for (const { name, place } of search) {
    const what = `${place} "${name}"`;
    const { via, owner, rest } = follow(resource, name);
    if (via.length > LONGEST_PATH) {
      report({ code: 'LA022', message: `${what} leads through more than ${LONGEST_PATH} relations.` });
      continue;
    }
    const field = relatedField(pending.get(owner)!, rest, what, report);
    if (field === undefined) continue;
    if (field.type === 'string' && !field.isArray) searchFields.push({ field, via });
    else report({ code: 'LA022', message: `${what} is not text but ${field.isArray ? 'a list' : field.type}.` });
  }
}

/** The relations that a path begins with, the resource that they lead to, and what is left of the path. */
export function follow(resource: Resource, name: string): { via: Relation[]; owner: Resource; rest: string } {
  const segments = name.split('.');
  const via: Relation[] = [];
  let owner = resource;
  for (let relation = relationOf(owner, segments[0]!); relation !== undefined;) {
    via.push(relation);
    segments.shift();
    owner = relation.target;
    relation = relationOf(owner, segments[0] ?? '');
  }
  return { via, owner, rest: segments.join('.') };
}

/** Options name relations as the entity does; the name in the API is understood too. */
function relationOf({ relations }: Resource, name: string): Relation | undefined {
  return [...relations.values()].find(({ property }) => property === name) ?? relations.get(name);
}
