import { LightApiError } from '../common/light-api.error.js';
import { parseKey } from '../query/key.parser.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { Include, ListQuestion } from '../query/question.js';
import { parseSearch } from '../query/search-body.parser.js';
import type { EntityKey, ListOptions } from '../resource/entity-question.js';
import type { Field } from '../resource/field.js';
import type { Resource } from '../resource/resource.js';
import { InvalidQuestionError } from './invalid-question.error.js';

/** A question as code asks it, whatever entity it is about. */
export type AskedOptions = Partial<ListOptions<Record<string, unknown>>>;

/** Members of the search body by what code calls them. */
const MEMBERS = {
  filter: 'filter',
  search: 'search',
  ordering: 'ordering',
  include: 'include',
  pageSize: 'page_size',
  cursor: 'cursor',
  page: 'page',
  count: 'count',
} as const;

const NOT_ASKED: ReadonlySet<string> = new Set(['as', 'deleted', 'page', 'count']);

/**
 * Reads a question that code asks as an object, by the rules for the body of a search.
 *
 * @throws InvalidQuestionError with every problem of it, by the pointers of a search body; LightApiError LA100 where only its
 * cursor is wrong, which comes from clients
 */
export function readListOptions(table: ParameterTable, options: AskedOptions, fields: readonly Field[]): ListQuestion {
  const { page, cursor, count = 'none', deleted = 'without' } = options;
  const question = parseOwn(table, bodyOf(options));
  if (page === undefined || cursor !== undefined) return { ...question, fields, count, deleted };
  return { ...question, fields, count, deleted, page, cursor: undefined };
}

/** @throws InvalidQuestionError for relations that cannot be included */
export function readIncludes(table: ParameterTable, include: readonly string[] | undefined): readonly Include[] {
  return include === undefined || include.length === 0 ? [] : parseOwn(table, { include }).includes;
}

/**
 * The values of a key, in key order.
 *
 * @throws LightApiError LA103 naming every part that is no value of its type
 */
export function readEntityKey(resource: Resource, key: EntityKey): readonly unknown[] {
  const isComposite = typeof key === 'object' && !(key instanceof Date);
  const texts = resource.key.map((field, index) => {
    const value: unknown = isComposite ? (key[field.property] ?? key[field.name]) : index === 0 ? key : undefined;
    return value instanceof Date ? value.toISOString() : value === undefined ? '' : String(value as number);
  });
  return parseKey(resource, texts);
}

/** Clients have no part in what code asks, but for the cursors that they send back. */
function parseOwn(table: ParameterTable, body: object): ListQuestion {
  try {
    return parseSearch(table, body);
  } catch (error) {
    const isOfClient = !(error instanceof LightApiError) || error.errors.every(({ code }) => code === 'LA108');
    throw isOfClient ? error : new InvalidQuestionError(table.resource.name, error);
  }
}

/** A page by number is none of a search's, and what is counted and deleted is the application's own business. */
function bodyOf(options: AskedOptions): Record<string, unknown> {
  const body = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || NOT_ASKED.has(name)) continue;
    body[Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof typeof MEMBERS] : name] =
      name === 'filter' ? plainJson(value) : value;
  }
  return body;
}

/** Operands as JSON carries them. */
function plainJson(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainJson(inner)]));
}
