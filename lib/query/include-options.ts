import type { GivenParameter } from './given-parameters.js';
import type { ChildLevel, IncludeLevel } from './include-level.js';
import { readOrdering } from './ordering-value.js';
import { readPageSize } from './page-values.js';
import type { IncludeParameter } from './parameter.js';
import type { QueryProblems } from './query-problems.js';
import { withTieBreak } from './tie-break.js';

/** Something that is asked of the rows of an include. */
export interface IncludeOption extends GivenParameter {
  readonly parameter: IncludeParameter;
}

/** Reads `reviews.page_size` and `reviews.ordering` into the levels that `include` made. */
export function readIncludeOptions(
  root: IncludeLevel,
  options: readonly IncludeOption[],
  problems: QueryProblems,
): void {
  for (const { parameter, texts } of options) {
    const { kind, name } = parameter;
    const level = levelOf(root, parameter);
    if (level === undefined) {
      const path = name.slice(0, name.lastIndexOf('.'));
      problems.add('LA109', name, `"${path}" is not included: name it in "include".`);
    } else if (kind === 'include_page_size') {
      level.pageSize = readPageSize(name, texts[0]!, level.relation.target.limits.maxPageSize, problems);
    } else {
      level.sort = withTieBreak(readOrdering(level.vocabulary, texts, problems, name), level.relation.target.key);
    }
  }
}

function levelOf(root: IncludeLevel, { via }: IncludeParameter): ChildLevel | undefined {
  let level: IncludeLevel | undefined = root;
  for (const { name } of via) level = level?.children.get(name);
  return level as ChildLevel | undefined;
}
