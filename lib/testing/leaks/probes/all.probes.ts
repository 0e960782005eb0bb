import type { ListTarget } from '../list-target.js';
import type { Probe, ProbePlace } from '../probe.js';
import type { WriteWatch } from '../write-watch.js';
import { readingActionProbes, refusedActionProbes } from './action.probes.js';
import { deletedProbes } from './deleted.probes.js';
import { echoProbes } from './echo.probes.js';
import { filterProbes, searchProbes } from './filter.probes.js';
import { includeProbes } from './include.probes.js';
import { itemProbes } from './item.probes.js';
import { linkProbes } from './link.probes.js';
import { manyWritesProbes } from './many-writes.probes.js';
import { nameProbes } from './name.probes.js';
import { orderingProbes } from './ordering.probes.js';
import { pagingProbes, searchWalkProbes, type SearchMethod } from './paging.probes.js';
import { relationRouteProbes } from './relation-route.probes.js';
import { treeProbes } from './tree.probes.js';
import { writeProbes } from './write.probes.js';

/** Everything that can be read of a resource. */
export function readProbes(place: ProbePlace): readonly Probe[] {
  return [
    ...listProbes(place),
    ...itemProbes(place),
    ...relationRouteProbes(place),
    ...includeProbes(place),
    ...deletedProbes(place),
    ...nameProbes(place),
    ...echoProbes(place),
    ...readingActionProbes(place),
  ];
}

/** Everything that may not be written. */
export function refusedWriteProbes(place: ProbePlace, watch: WriteWatch): readonly Probe[] {
  return [
    ...linkProbes(place, watch),
    ...writeProbes(place, watch),
    ...manyWritesProbes(place, watch),
    ...refusedActionProbes(place, watch),
  ];
}

function listProbes(place: ProbePlace): readonly Probe[] {
  if (!place.has('GET', 'collection')) return [];
  const { resource, seen, listed } = place;
  const target: ListTarget = { path: place.path(), resource, seen, rows: listed };
  const methods: readonly SearchMethod[] = [
    ...(place.has('POST', 'search') ? [{ method: 'POST', path: place.path('search') }] : []),
    ...(place.has('QUERY', 'collection') ? [{ method: 'QUERY', path: place.path() }] : []),
  ];
  return [
    ...pagingProbes(target),
    ...searchWalkProbes(target, methods),
    ...fieldsProbes(place, target),
    ...orderingProbes(place, target),
    ...searchProbes(place, target),
    ...filterProbes(place, target),
    ...treeProbes(place, target, methods),
  ];
}

/** Each field alone: whatever comes is looked at for what may not. */
function fieldsProbes({ vocabulary, seen }: ProbePlace, { path }: ListTarget): readonly Probe[] {
  const { resource, selection } = vocabulary;
  return selection.fields
    .filter((field) => seen.knows(resource, field))
    .map(({ name }) => ({
      cost: 1,
      run: async (inquiry) => {
        await inquiry.ask({ method: 'GET', path: `${path}?fields=${encodeURIComponent(name)}` });
      },
    }));
}
