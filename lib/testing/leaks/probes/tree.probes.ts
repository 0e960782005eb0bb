import type { Condition, RelatedCondition } from '../../../query/question.js';
import type { Relation } from '../../../resource/resource.js';
import type { Vocabulary } from '../../../query/vocabulary.js';
import type { ApiRequest } from '../api-client.js';
import { judgeList } from '../list-judge.js';
import { askList, rowsThatMeet, type ListTarget } from '../list-target.js';
import type { Probe, ProbePlace } from '../probe.js';
import { probeConditions } from '../probe-values.js';
import type { SearchMethod } from './paging.probes.js';

/** A filter tree as it is sent, and as it is asked in memory. */
interface ProbeTree {
  readonly json: unknown;
  readonly condition: Condition;
}

const EVERY_ROW: Condition = Object.freeze({ kind: 'and', conditions: [] });
const QUANTIFIERS = ['some', 'none', 'every'] as const;

/** Filter trees over every relation and pair of relations, asked in each way that a tree can be. */
export function treeProbes(place: ProbePlace, target: ListTarget, methods: readonly SearchMethod[]): readonly Probe[] {
  return treesOf(place).flatMap((tree, index) => {
    const text = encodeURIComponent(JSON.stringify(tree.json));
    const inUrl: Probe = {
      cost: 1,
      run: async (inquiry) => {
        await askList(inquiry, target, { parameters: [`filter=${text}`], condition: tree.condition, isExact: true });
      },
    };
    const method = methods[index % methods.length];
    return method === undefined ? [inUrl] : [inUrl, bodyProbe(target, tree, method)];
  });
}

function bodyProbe(target: ListTarget, { json, condition }: ProbeTree, { method, path }: SearchMethod): Probe {
  const { resource, rows, seen } = target;
  const { maxPageSize } = resource.limits;
  const request: ApiRequest = { method, path, body: { filter: json, page_size: maxPageSize, count: 'exact' } };
  return {
    cost: 1,
    run: async (inquiry) => {
      const met = rowsThatMeet(rows, condition).map(({ stored }) => stored);
      const expected = { resource, rows: met, isExact: true, isWhole: met.length <= maxPageSize };
      judgeList(inquiry, seen, request, await inquiry.ask(request), expected);
    },
  };
}

function treesOf(place: ProbePlace): readonly ProbeTree[] {
  const trees: ProbeTree[] = [];
  for (const relation of place.vocabulary.filterable.values()) {
    const end = place.vocabulary.of(relation.target);
    const inner = [{ json: {}, condition: EVERY_ROW }, ...comparisonTrees(place, end)];
    trees.push(...inner.flatMap((tree) => around(relation, tree)));
    for (const further of end.filterable.values()) {
      const [tree] = comparisonTrees(place, end.of(further.target));
      if (tree === undefined) continue;
      trees.push(...around(further, tree).flatMap((middle) => around(relation, middle)));
    }
  }
  return trees.flatMap((tree) => [tree, { json: { not: tree.json }, condition: negated(tree.condition) }]);
}

/** Equality with a telling value, for each field that can be asked so. */
function comparisonTrees({ world, seen }: ProbePlace, { resource, conditions }: Vocabulary): readonly ProbeTree[] {
  return conditions
    .filter(({ operator, field }) => operator === 'eq' && seen.knows(resource, field))
    .flatMap((parameter) =>
      probeConditions(world, seen, resource, parameter)
        .filter(({ isExact }) => isExact)
        .slice(0, 1)
        .map(({ operand, condition }) => ({ json: { [parameter.field.name]: { eq: operand } }, condition })),
    );
}

/** What is asked of related rows; of a to-one relation by the paths of its fields. */
function around(relation: Relation, { json, condition }: ProbeTree): readonly ProbeTree[] {
  if (relation.kind === 'many') {
    return QUANTIFIERS.map((quantifier) => ({
      json: { [relation.name]: { [quantifier]: json } },
      condition: related(relation, quantifier, condition),
    }));
  }
  const members = Object.entries(json as Readonly<Record<string, unknown>>);
  if (members.length === 0 || 'not' in (json as object)) return [];
  const isPath = members.every(([, value]) => !QUANTIFIERS.some((word) => Object.hasOwn(value as object, word)));
  if (!isPath) return [];
  const paths = Object.fromEntries(members.map(([name, value]) => [`${relation.name}.${name}`, value]));
  return [{ json: paths, condition: related(relation, 'one', condition) }];
}

function related(relation: Relation, quantifier: RelatedCondition['quantifier'], condition: Condition): Condition {
  return { kind: 'related', relation, quantifier, condition };
}

function negated(condition: Condition): Condition {
  return { kind: 'not', condition };
}
