import type { Relation } from '../../../resource/resource.js';
import { CLOSED_STATUSES } from '../list-judge.js';
import type { ListTarget } from '../list-target.js';
import type { Probe, ProbePlace } from '../probe.js';
import type { SeenRow } from '../seen-world.js';
import { keyText, type StoredRow } from '../stored-row.js';
import { askAlike } from './item.probes.js';
import { pagingProbes } from './paging.probes.js';

/** Rows whose relations are walked through. */
const PARENTS = 4;

/** Routes of relations: closed behind rows that may not be read, and without the rows that may not be read themselves. */
export function relationRouteProbes(place: ProbePlace): readonly Probe[] {
  const { closed } = place.sample;
  const open = place.seen.rowsOf(place.resource).slice(0, PARENTS);
  return place.routed.flatMap(({ relation, isKnown }) => {
    if (!isKnown)
      return [...closed, ...open.map(({ stored }) => stored)].map((row) => closedProbe(place, relation, row));
    return [
      ...closed.map((row) => closedProbe(place, relation, row)),
      ...open.flatMap((row) => pagingProbes(targetOf(place, relation, row))),
    ];
  });
}

function closedProbe(place: ProbePlace, relation: Relation, row: StoredRow): Probe {
  return {
    cost: 2,
    run: async (inquiry) => {
      const requestOf = (key: readonly string[]) => ({ method: 'GET', path: place.path(...key, relation.name) });
      const { status } = await askAlike(inquiry, place, row, requestOf);
      if (CLOSED_STATUSES.includes(status)) return;
      const detail = `The rows of a relation of ${place.resource.name} ${keyText(row.key)} are answered with ${status}.`;
      inquiry.report('row', requestOf(row.key), detail);
    },
  };
}

function targetOf(place: ProbePlace, { target, name }: Relation, { stored, values }: SeenRow): ListTarget {
  const related = new Set(values[name] as readonly unknown[]);
  const rows = place.seen.listOf(target).filter((row) => related.has(row.values));
  return { path: place.path(...stored.key, name), resource: target, seen: place.seen, rows };
}
