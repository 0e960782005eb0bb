import type { FilterParameter } from '../../../query/parameter.js';
import { MAX_PATH_RELATIONS } from '../../../query/path-lookup.js';
import { withPath } from '../../../query/filter-parameters.js';
import { relationPaths } from '../../../query/relation-paths.js';
import { searchCondition } from '../../../query/search-condition.js';
import type { Resource } from '../../../resource/resource.js';
import { askList, type ListTarget } from '../list-target.js';
import type { Probe, ProbePlace } from '../probe.js';
import { probeConditions, tellingValues } from '../probe-values.js';

const WORD = /[\p{L}\p{N}]+/gu;

/** Every filter parameter, of the rows themselves and through relations, with values that tell. */
export function filterProbes(place: ProbePlace, target: ListTarget): readonly Probe[] {
  return filterParameters(place, target.resource).flatMap((parameter) =>
    conditionsOf(place, target.resource, parameter).map((asked): Probe => ({
      cost: 1,
      run: async (inquiry) => {
        const isExact = asked.isExact && parameter.via.length > 0;
        await askList(inquiry, target, { parameters: [asked.parameter], condition: asked.condition, isExact });
      },
    })),
  );
}

/** Words of rows that may not be read find nothing. */
export function searchProbes({ world, seen, vocabulary }: ProbePlace, target: ListTarget): readonly Probe[] {
  const fields = vocabulary.searchFields;
  const words = fields.flatMap(({ field, via }) =>
    tellingValues(world, seen, via.at(-1)?.target ?? target.resource, field).flatMap((value) => longestWord(value)),
  );
  return [...new Set(words)].map((word) => ({
    cost: 1,
    run: async (inquiry) => {
      const condition = searchCondition([word], fields);
      const isExact = fields.some(({ via }) => via.length > 0);
      await askList(inquiry, target, { parameters: [`search=${encodeURIComponent(word)}`], condition, isExact });
    },
  }));
}

/** Parameters on fields that the principal knows of, own ones first. */
export function* knownParameters({ seen, vocabulary }: ProbePlace): Generator<FilterParameter> {
  const { resource } = vocabulary;
  yield* vocabulary.conditions.filter(({ field }) => seen.knows(resource, field));
  for (const { via, vocabulary: end } of relationPaths(
    vocabulary,
    ({ filterable }) => filterable.values(),
    MAX_PATH_RELATIONS,
  )) {
    for (const condition of end.conditions) {
      if (seen.knows(end.resource, condition.field)) yield withPath(condition, via);
    }
  }
}

function filterParameters(place: ProbePlace, resource: Resource): readonly FilterParameter[] {
  return resource === place.resource ? [...knownParameters(place)] : [];
}

/** Of related rows, what those have that may not be read is enough. */
function conditionsOf({ world, seen }: ProbePlace, resource: Resource, parameter: FilterParameter) {
  const conditions = probeConditions(world, seen, resource, parameter);
  return parameter.via.length === 0 ? conditions : conditions.slice(0, 1);
}

function longestWord(value: unknown): string[] {
  const words = typeof value === 'string' ? (value.match(WORD) ?? []) : [];
  return words.sort((left, right) => right.length - left.length).slice(0, 1);
}
