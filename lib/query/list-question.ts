import { readAnswered } from './answer-values.js';
import type { AskedList } from './asked.js';
import { readCountMode } from './count-value.js';
import { readCursor } from './cursor-value.js';
import { readDeleted } from './deleted-value.js';
import { readOrdering } from './ordering-value.js';
import { readPage, readPageSize } from './page-values.js';
import type { ParameterTable } from './parameter-table.js';
import type { QueryProblems } from './query-problems.js';
import { ALL_VISIBLE, type Condition, type ListQuestion } from './question.js';
import { allOf, searchCondition } from './search-condition.js';
import { readSearch } from './search-value.js';
import { withTieBreak } from './tie-break.js';

/** Reads a question about a list, whose filter is read already. */
export function readListQuestion(
  table: ParameterTable,
  asked: AskedList,
  parent: ListQuestion['parent'],
  problems: QueryProblems,
): ListQuestion {
  const { resource, vocabulary, defaultQuestion } = table;
  const { limits } = resource;
  const { texts } = asked;
  const pageSize =
    texts.page_size === undefined
      ? limits.pageSize
      : readPageSize('page_size', texts.page_size[0]!, limits.maxPageSize, problems);
  const page = texts.cursor === undefined ? readPage(texts.page?.[0], pageSize, limits, problems) : 1;
  if (texts.cursor !== undefined && texts.page !== undefined) {
    problems.add('LA109', 'page', 'Cannot stand beside "cursor", which says itself where to go on.');
  }
  const question: ListQuestion = {
    kind: 'list',
    filter: allOf(asked.filter, readSearchCondition(table, texts.search?.[0], problems)),
    sort:
      texts.ordering === undefined
        ? defaultQuestion.sort
        : withTieBreak(readOrdering(vocabulary, texts.ordering, problems), resource.key),
    page,
    pageSize,
    cursor: undefined,
    count: readCountMode(texts.count?.[0], texts.cursor === undefined ? resource.count : 'none', problems),
    ...readAnswered(vocabulary, vocabulary.selection, asked, limits, pageSize, problems),
    deleted: readDeleted(texts.deleted?.[0], problems),
    parent,
    visibility: ALL_VISIBLE,
    parameters: asked.parameters,
  };
  return texts.cursor === undefined
    ? question
    : { ...question, cursor: readCursor(texts.cursor[0]!, question, table.cursors, problems) };
}

function readSearchCondition(
  { resource, vocabulary }: ParameterTable,
  text: string | undefined,
  problems: QueryProblems,
): Condition | undefined {
  if (text === undefined) return undefined;
  return searchCondition(readSearch(text, resource.limits.maxConditions, problems), vocabulary.searchFields);
}
