import { withTieBreak } from '../query/tie-break.js';
import { isEntity } from '../resource/entity-target.js';
import type { DeclaredRelation } from '../resource/declared-relation.js';
import type { Resource, SortKey } from '../resource/resource.js';
import type { BootProblem } from './boot.error.js';
import type { PlacedRelationOptions, Report } from './draft.js';
import { linkSearch } from './link-search.js';
import { linkAccess } from './link-access.js';
import type { PendingLinks, PendingRelation } from './pending-links.js';
import { relatedField } from './related-field.js';

/** What the other resources of the application are known by. */
interface Surroundings {
  readonly resources: readonly Resource[];
  readonly pending: ReadonlyMap<Resource, PendingLinks>;
}

/**
 * Joins the relations of every resource with the resources they lead to: the end of the boot walk, when all contexts of
 * the application are known.
 */
export function linkRelations(pending: readonly PendingLinks[], resources: readonly Resource[]): BootProblem[] {
  const problems: BootProblem[] = [];
  const surroundings = { resources, pending: new Map(pending.map((links) => [links.resource, links])) };
  const reportFor =
    ({ name, context }: Resource): Report =>
    (problem) =>
      void problems.push({ ...problem, resource: name, place: context });
  for (const { resource, relations } of pending) {
    for (const [relation, waiting] of relations)
      linkRelation(resource, relation, waiting, surroundings, reportFor(resource));
  }
  // A search leads through relations, so they have to lead somewhere.
  if (problems.length > 0) return problems;
  for (const links of pending) linkSearch(links, surroundings.pending, reportFor(links.resource));
  linkAccess(pending, reportFor);
  return problems;
}

function linkRelation(
  resource: Resource,
  relation: DeclaredRelation,
  waiting: PendingRelation,
  { resources, pending }: Surroundings,
  report: Report,
): void {
  const target = targetOf(resource, relation, waiting, resources, report);
  if (target === undefined) return;
  if (relation.writes === 'create' && pending.get(target)!.hearsCreates) {
    report({
      code: 'LA073',
      message: `${waiting.place} creates rows of ${target.name} past its hooks and its service.`,
      fix: `set write to 'link', and create a ${target.name} by itself`,
    });
  }
  const sort = waiting.ordering === undefined ? target.defaultSort : sortOf(pending.get(target)!, waiting, report);
  relation.link({
    source: resource,
    target,
    sort: Object.freeze(withTieBreak(sort, target.key)),
    inverseKey: waiting.inverseKey && target.fields.filter(({ property }) => waiting.inverseKey!.includes(property)),
  });
}

function targetOf(
  resource: Resource,
  relation: DeclaredRelation,
  { entity, place, resource: wanted }: PendingRelation,
  resources: readonly Resource[],
  report: Report,
): Resource | undefined {
  const candidates = resources.filter(
    (candidate) => candidate.dataSource === resource.dataSource && isEntity(candidate.entity, entity),
  );
  const chosen =
    wanted === undefined ? nearestOf(resource, candidates) : candidates.filter(({ name }) => name === wanted);
  if (chosen.length === 1) return chosen[0];
  const entityName = typeof entity === 'function' ? entity.name : String(entity);
  if (candidates.length === 0) {
    report({
      code: 'LA036',
      message: `${place} leads to ${entityName}, which is no resource of this application.`,
      fix: `expose ${entityName} as well; { entity: ${entityName}, operations: [] } gives it no routes of its own`,
    });
  } else {
    const names = (wanted === undefined ? chosen : candidates).map(({ name }) => name);
    report({
      code: 'LA036',
      message:
        wanted === undefined
          ? `${place} leads to ${entityName}, which is exposed more than once.`
          : `${place}.resource "${wanted}" is no resource over ${entityName}.`,
      allowed: names,
      fix: `say which one is meant: relations: { ${relation.property}: { resource: '${names[0]!}' } }`,
    });
  }
  return undefined;
}

/** Those of the same context, else all of them. */
function nearestOf({ context, path }: Resource, candidates: readonly Resource[]): readonly Resource[] {
  if (candidates.length < 2) return candidates;
  const prefix = path.split('/').slice(0, -1).join('/');
  const neighbours = candidates.filter(
    (candidate) => candidate.context === context && candidate.path.split('/').slice(0, -1).join('/') === prefix,
  );
  return neighbours.length > 0 ? neighbours : candidates;
}

function sortOf(target: PendingLinks, { ordering = [], place }: PlacedRelationOptions, report: Report): SortKey[] {
  return (ordering as readonly string[]).flatMap((name, index): SortKey[] => {
    const isDescending = name.startsWith('-');
    const at = `${place}.ordering[${index}]`;
    const field = relatedField(target, isDescending ? name.slice(1) : name, `${at} "${name}"`, report);
    if (field === undefined) return [];
    if (field.sortable) return [{ field, direction: isDescending ? 'desc' : 'asc' }];
    report({
      code: 'LA023',
      message: `${at} "${name}" cannot sort a list of ${target.resource.name}.`,
      fix: 'name a readable column that is neither a list, json nor binary',
    });
    return [];
  });
}
