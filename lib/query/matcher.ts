import type { Field } from '../resource/field.js';
import type { Relation, Resource } from '../resource/resource.js';
import { createValueMatcher } from './comparison-matcher.js';
import { ALL_VISIBLE, type Condition, type RelatedCondition, type Visibility } from './question.js';

/**
 * A row in memory, shaped as the API shapes it: the value of a field, of the JavaScript type that `FieldType` names and
 * `null` for NULL, stands under the field's path; under the name of a relation stands the related row or `null`, or the
 * list of related rows. It has to hold every field and every relation that the condition speaks of, and a related row
 * the date of its deletion besides, where that is a field.
 */
export type Row = Readonly<Record<string, unknown>>;

/** Whether a row meets the condition that the matcher was made of; see {@link compileMatcher}. */
export type Matcher = (row: Row) => boolean;

/** The same, and for the row of nulls that stands where a to-one relation leads nowhere. */
type RowTest = (row: Row | null) => boolean;

/**
 * Makes a filter into a function that finds the rows in memory that its SQL finds in the database: NULL meets no
 * comparison but `isnull`, `ne` and `nin`, and a negation holds for whatever its condition does not hold for.
 *
 * Three things are the database's own. Texts are ordered (`lt`, `gt`, …) by their code points here, and as its collation
 * says there. What ignores case folds letters of the common alphabets alike everywhere, and rare ones as the engine knows
 * them. `fts` is a search for words here, and as clever there as its dictionary.
 *
 * @param visibility conditions that related rows have to meet to be there at all; the row itself is not asked
 * @throws TypeError by the matcher, for a row that lacks a field or relation of the condition: absent is not NULL
 */
export function compileMatcher(condition: Condition, visibility: Visibility = ALL_VISIBLE): Matcher {
  return compile(condition, visibility);
}

function compile(condition: Condition, visibility: Visibility): RowTest {
  switch (condition.kind) {
    case 'comparison': {
      const valueOf = createReader(condition.field);
      const matches = createValueMatcher(condition);
      return (row) => matches(valueOf(row));
    }
    case 'not': {
      const holds = compile(condition.condition, visibility);
      return (row) => !holds(row);
    }
    case 'related':
      return compileRelated(condition, visibility);
    case 'rule':
      return compile(condition.condition, ALL_VISIBLE);
    case 'and': {
      const tests = condition.conditions.map((part) => compile(part, visibility));
      return (row) => tests.every((holds) => holds(row));
    }
    case 'or': {
      const tests = condition.conditions.map((part) => compile(part, visibility));
      return (row) => tests.some((holds) => holds(row));
    }
  }
}

function compileRelated({ relation, quantifier, condition }: RelatedCondition, visibility: Visibility): RowTest {
  const rowsOf = createRelatedReader(relation, visibility);
  const holds = compile(condition, visibility);
  switch (quantifier) {
    case 'one':
      return (row) => holds(rowsOf(row)[0] ?? null);
    case 'some':
      return (row) => rowsOf(row).some(holds);
    case 'none':
      return (row) => !rowsOf(row).some(holds);
    case 'every':
      return (row) => rowsOf(row).every(holds);
  }
}

/** The related rows that are there for a condition: neither softly deleted nor out of sight. */
function createRelatedReader(relation: Relation, visibility: Visibility): (row: Row | null) => readonly Row[] {
  const { name, target } = relation;
  const isThere = createPresenceTest(target, visibility);
  return (row) => {
    const related = row === null ? null : row[name];
    if (related === undefined) throw new TypeError(`The row was not loaded with its relation ${name}.`);
    if (related === null) return [];
    return (relation.kind === 'one' ? [related as Row] : (related as readonly Row[])).filter(isThere);
  };
}

/** Rules about a resource see all rows: their own relations are not narrowed again. */
function createPresenceTest(target: Resource, visibility: Visibility): (row: Row) => boolean {
  const rule = visibility.get(target.name);
  const isVisible = rule === undefined ? undefined : compile(rule, ALL_VISIBLE);
  const deletion = target.fields.find(({ role }) => role === 'deleteDate');
  const deletedAt = deletion && createReader(deletion);
  return (row) => (deletedAt?.(row) ?? null) === null && (isVisible?.(row) ?? true);
}

function createReader({ name, path }: Field): (row: Row | null) => unknown {
  return (row) => {
    let value: unknown = row;
    for (const segment of path) {
      if (value === null) return null;
      value = (value as Row)[segment];
      if (value === undefined) throw new TypeError(`The row was not loaded with its field ${name}.`);
    }
    return value;
  };
}
