import type { BodyLimits, CountMode, QueryLimits } from '../../resource/resource.js';
import type { ResourceDraft } from '../draft.js';

type Limits = QueryLimits & BodyLimits;

/** What limits are read from; they are known before anything else. */
type LimitedDraft = Pick<ResourceDraft, 'declaration' | 'defaults' | 'report'>;

/** The limits that hold where an application says nothing; the docblocks of the options name the same figures. */
export const DEFAULT_LIMITS: Limits = {
  pageSize: 20,
  maxPageSize: 100,
  maxOffset: 10_000,
  maxQueryBytes: 8192,
  maxConditions: 32,
  maxListItems: 200,
  maxSortKeys: 4,
  maxFilterDepth: 4,
  maxFilterNodes: 64,
  maxIncludeDepth: 3,
  maxIncludes: 10,
  maxIncludedRows: 200_000,
  statementTimeoutMs: 4000,
  maxBytes: 100_000,
  maxKeys: 1000,
  maxDepth: 20,
  maxErrors: 20,
};

const COUNT_MODES: readonly CountMode[] = ['exact', 'estimated', 'none'];

/** Limits and paging of the resource over those of the application over the defaults. */
export function limitsStage(draft: LimitedDraft): { limits: Limits; count: CountMode } {
  const { count: rootCount, ...rootPaging } = draft.defaults.pagination ?? {};
  const { count: ownCount, ...ownPaging } = draft.declaration.pagination ?? {};
  const limits: Limits = {
    ...DEFAULT_LIMITS,
    ...draft.defaults.limits,
    ...rootPaging,
    ...draft.declaration.limits,
    ...ownPaging,
  };
  for (const [name, value] of Object.entries(limits)) checkLimit(draft, name, value);
  if (limits.pageSize > limits.maxPageSize) {
    draft.report({
      code: 'LA011',
      message: `pagination.pageSize ${limits.pageSize} is larger than maxPageSize ${limits.maxPageSize}.`,
      fix: 'raise pagination.maxPageSize, or ask for smaller pages',
    });
  }
  const count: CountMode = ownCount ?? rootCount ?? 'exact';
  if (!COUNT_MODES.includes(count)) {
    draft.report({
      code: 'LA011',
      message: `pagination.count "${count as string}" is no way to count.`,
      allowed: COUNT_MODES,
    });
  }
  return { limits, count };
}

function checkLimit(draft: LimitedDraft, name: string, value: unknown): void {
  const minimum = name === 'maxOffset' ? 0 : 1;
  if (Number.isSafeInteger(value) && (value as number) >= minimum) return;
  const group = ['pageSize', 'maxPageSize', 'maxOffset'].includes(name) ? 'pagination' : 'limits';
  draft.report({ code: 'LA011', message: `${group}.${name} is not a whole number of at least ${minimum}.` });
}
