import type { Field } from '../resource/field.js';
import type { Relation, SortKey } from '../resource/resource.js';
import { NO_INCLUDES } from './plain-questions.js';
import type { Include } from './question.js';
import type { Selection } from './selection.js';
import type { Vocabulary } from './vocabulary.js';

/** The rows of a question, or those of an include in it, while its parameters are read. */
export interface IncludeLevel {
  readonly vocabulary: Vocabulary;
  readonly selection: Selection;
  /** Relations included at this level, by name. */
  readonly children: Map<string, ChildLevel>;
  /** Fields that were named; `undefined` when `fields` does not narrow this level. */
  chosen: Set<Field> | undefined;
}

/** The rows of an include. */
export interface ChildLevel extends IncludeLevel {
  readonly relation: Relation;
  pageSize: number;
  sort: readonly SortKey[];
}

/** What is answered of a row. */
export interface Answered {
  readonly fields: readonly Field[];
  readonly includes: readonly Include[];
}

/** The level of the rows that the question is about. */
export function rootLevel(vocabulary: Vocabulary, selection: Selection): IncludeLevel {
  return { vocabulary, selection, children: new Map(), chosen: undefined };
}

/** The level of a relation's rows, added where it is not there yet. */
export function childLevel({ vocabulary: own, children }: IncludeLevel, relation: Relation): ChildLevel {
  let child = children.get(relation.name);
  if (child === undefined) {
    const vocabulary = own.of(relation.target);
    const { pageSize } = relation;
    const sort = vocabulary.sortOf(relation);
    child = { ...rootLevel(vocabulary, vocabulary.selection), relation, pageSize, sort };
    children.set(relation.name, child);
  }
  return child;
}

/** Fields in representation order and includes in the order in which their relations are declared. */
export function answerOf(level: IncludeLevel): Answered {
  return { fields: fieldsOf(level), includes: includesOf(level) };
}

function fieldsOf({ selection: { fields }, chosen }: IncludeLevel): readonly Field[] {
  return chosen === undefined || chosen.size === fields.length ? fields : fields.filter((field) => chosen.has(field));
}

function includesOf({ vocabulary, children }: IncludeLevel): readonly Include[] {
  if (children.size === 0) return NO_INCLUDES;
  const inOrder = [...vocabulary.includable.keys()].flatMap((name) => children.get(name) ?? []);
  return inOrder.map((child) => {
    const { relation, pageSize, sort } = child;
    return { relation, pageSize, sort, ...answerOf(child) };
  });
}
