/** The operators of the query language, by the name a parameter carries behind `__`. */
export const OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'nin',
  'between',
  'isnull',
  'contains',
  'icontains',
  'startswith',
  'istartswith',
  'endswith',
  'iendswith',
  'like',
  'ilike',
  'fts',
  'has',
  'overlaps',
] as const;

/** How a filter compares a field with its value. */
export type Operator = (typeof OPERATORS)[number];
