import { MAX_PATH_RELATIONS } from '../../../query/path-lookup.js';
import { relationPaths, toOneRelations } from '../../../query/relation-paths.js';
import type { Field } from '../../../resource/field.js';
import type { Relation } from '../../../resource/resource.js';
import { compileMatcher } from '../../../query/matcher.js';
import type { Inquiry } from '../inquiry.js';
import { askList, type ListTarget } from '../list-target.js';
import type { Probe, ProbePlace } from '../probe.js';
import { hasValue } from '../probe-values.js';
import { answeredKey, keyText } from '../stored-row.js';

/** Every order: it may bring no other rows, and rows that may not be read put nothing in its place. */
export function orderingProbes({ seen, vocabulary }: ProbePlace, target: ListTarget): readonly Probe[] {
  const { resource } = vocabulary;
  const own = [...vocabulary.sortable.values()].filter((field) => seen.knows(resource, field));
  const paths = [...relationPaths(vocabulary, toOneRelations, MAX_PATH_RELATIONS)];
  const related = paths.flatMap(({ via, text, vocabulary: end }) =>
    [...end.sortable.values()]
      .filter((field) => seen.knows(end.resource, field))
      .map((field) => ({ field, via, text: `${text}.${field.name}` })),
  );
  return [
    ...own.map((field): Probe => ({
      cost: 1,
      run: async (inquiry) => {
        await askList(inquiry, target, { parameters: [`ordering=${encodeURIComponent(field.name)}`] });
      },
    })),
    ...related.map(({ field, via, text }): Probe => ({
      cost: 2,
      run: (inquiry) => askBothWays(inquiry, target, encodeURIComponent(text), field, via),
    })),
  ];
}

/** Rows that lead nowhere the principal may look come last, whichever way the others are ordered. */
async function askBothWays(
  inquiry: Inquiry,
  target: ListTarget,
  path: string,
  field: Field,
  via: readonly Relation[],
): Promise<void> {
  const holds = compileMatcher(hasValue(field, via));
  const isPlaced = new Map(target.rows.map(({ stored, values }) => [keyText(stored.key), holds(values)]));
  for (const sign of ['', '-']) {
    const ordering = `ordering=${sign}${path}`;
    const page = await askList(inquiry, target, { parameters: [ordering] });
    const placed = page?.results.map((row) => isPlaced.get(answeredKey(target.resource, row) ?? '')) ?? [];
    const firstUnplaced = placed.indexOf(false);
    if (firstUnplaced === -1 || placed.lastIndexOf(true) < firstUnplaced) continue;
    const request = { method: 'GET', path: `${target.path}?${ordering}` };
    inquiry.report('oracle', request, 'Rows have a place in the order because of related rows that may not be seen.');
  }
}
