import { describe, expect, it } from 'vitest';
import { compileMatcher, type Row } from '../../../lib/query/matcher.js';
import type { Condition, RelatedCondition } from '../../../lib/query/question.js';
import type { Field } from '../../../lib/resource/field.js';
import type { Operator } from '../../../lib/resource/operator.js';
import type { Relation, Resource } from '../../../lib/resource/resource.js';
import { makeField, makeResource } from './resource.fixture.js';

const NAME = makeField({ name: 'name', type: 'string', nullable: true });
const DELETED_AT = makeField({ name: 'deletedAt', type: 'datetime', role: 'deleteDate', nullable: true });
const AUTHOR = makeResource({ name: 'Author', fields: [NAME, DELETED_AT] });

const author = makeRelation('author', 'one', AUTHOR);
const reviews = makeRelation('reviews', 'many', makeResource({ name: 'Review', fields: [NAME] }));

function makeRelation(name: string, kind: Relation['kind'], target: Resource): Relation {
  return { name, kind, target } as Relation;
}

function compare(field: Field, operator: Operator, value: unknown): Condition {
  return { kind: 'comparison', field, operator, value };
}

function related(
  relation: Relation,
  quantifier: RelatedCondition['quantifier'],
  condition: Condition,
): RelatedCondition {
  return { kind: 'related', relation, quantifier, condition };
}

function not(condition: Condition): Condition {
  return { kind: 'not', condition };
}

describe('the matcher', () => {
  describe('on single values', () => {
    const matches = (sketch: Parameters<typeof makeField>[0], operator: Operator, stored: unknown, value: unknown) =>
      compileMatcher(compare(makeField(sketch), operator, value))({ [sketch.name]: stored });

    it.each([
      ['bigint', '9007199254740993', '9007199254740992', 1],
      ['bigint', '-10', '9', -1],
      ['decimal', '0.10', '0.1', 0],
      ['decimal', '10', '9.9999', 1],
      ['decimal', '-1.5', '-1.4', -1],
      ['decimal', '123456789012345678901234.5', '123456789012345678901234.49', 1],
      ['decimal', 1e21, '1000000000000000000000', 0],
      ['decimal', 1e-7, '0.0000001', 0],
      ['float', -0, 0, 0],
      ['float', 1e21, 1e20, 1],
      ['int', -5, 3, -1],
      ['date', '0999-12-31', '1000-01-01', -1],
      ['time', '08:30:00.500000', '08:30:00.5', 0],
      ['time', '08:30:00', '08:30:00.000001', -1],
      ['datetime', new Date(5), new Date(5), 0],
      ['datetime', new Date(-1), new Date(0), -1],
      ['string', '\u{1f642}', '\uffee', 1],
      ['string', 'a', 'A', 1],
    ] as const)('orders %s %s and %s', (type, left, right, order) => {
      const isSo = (operator: Operator): boolean => matches({ name: 'value', type }, operator, left, right);
      expect(isSo('eq')).toBe(order === 0);
      expect(isSo('ne')).toBe(order !== 0);
      expect(isSo('lt')).toBe(order < 0);
      expect(isSo('lte')).toBe(order <= 0);
      expect(isSo('gt')).toBe(order > 0);
      expect(isSo('gte')).toBe(order >= 0);
      expect(matches({ name: 'value', type }, 'in', left, [right])).toBe(order === 0);
      expect(matches({ name: 'value', type }, 'nin', left, [right])).toBe(order !== 0);
      expect(matches({ name: 'value', type }, 'between', left, [right, right])).toBe(order === 0);
      expect(matches({ name: 'value', type }, 'between', left, [left, right])).toBe(order <= 0);
    });

    it('lets NULL meet isnull, ne and nin alone', () => {
      const meets = (operator: Operator, value: unknown) =>
        matches({ name: 'value', type: 'string', nullable: true }, operator, null, value);
      expect(meets('isnull', true)).toBe(true);
      expect(meets('isnull', false)).toBe(false);
      expect(meets('ne', 'x')).toBe(true);
      expect(meets('nin', ['x'])).toBe(true);
      expect(meets('nin', [])).toBe(true);
      for (const operator of ['eq', 'lt', 'gte', 'contains', 'icontains', 'like', 'fts'] as const) {
        expect([operator, meets(operator, '')]).toEqual([operator, false]);
      }
      expect(meets('in', ['null'])).toBe(false);
      expect(meets('between', ['a', 'z'])).toBe(false);
      expect(matches({ name: 'list', type: 'string', isArray: true, nullable: true }, 'has', null, '')).toBe(false);
    });

    it.each([
      ['contains', 'a%b', '%', true],
      ['contains', 'ab', '%', false],
      ['contains', 'Éclair', 'éc', false],
      ['icontains', 'Éclair', 'éC', true],
      ['istartswith', 'ÅNGSTRÖM', 'ångs', true],
      ['iendswith', 'ΟΔΟΣ', 'σ', true],
      ['icontains', 'Straße', 'SS', false],
      ['startswith', 'abc', 'ab', true],
      ['endswith', 'abc', 'ab', false],
      ['like', 'a🙂c', 'a_c', true],
      ['like', 'a\nc', 'a%c', true],
      ['like', 'abc', 'b', false],
      ['like', 'a%c', 'a\\%c', true],
      ['like', 'abc', 'a\\%c', false],
      ['like', 'back\\', 'back\\', true],
      ['like', 'aXbXc', '%X%X_', true],
      ['like', 'mississippi', 'm%iss%ip%i', true],
      ['like', 'mississippi', 'm%iss%ips%i', false],
      ['like', '', '', true],
      ['like', '', '_', false],
      ['like', '', '%%', true],
      ['ilike', 'ALPHA', 'al%A', true],
      ['fts', 'the Deep blue', 'blue deep', true],
      ['fts', 'the deep blue', 'blue sea', false],
      ['fts', 'the deep blue', '  ', false],
    ] as const)('answers whether %s holds for %j and %j', (operator, stored, value, expected) => {
      expect(matches({ name: 'text', type: 'string' }, operator, stored, value)).toBe(expected);
    });

    it('takes a pattern full of wildcards in its stride', () => {
      const pattern = '%a'.repeat(500);
      expect(matches({ name: 'text', type: 'string' }, 'like', 'a'.repeat(1000) + 'b', pattern)).toBe(false);
    });

    it('finds items of lists whole', () => {
      const has = (operator: Operator, value: unknown) =>
        matches({ name: 'tags', type: 'string', isArray: true }, operator, ['red', 'a b'], value);
      expect(has('has', 'red')).toBe(true);
      expect(has('has', 're')).toBe(false);
      expect(has('has', 'RED')).toBe(false);
      expect(has('overlaps', ['x', 'a b'])).toBe(true);
      expect(has('overlaps', [])).toBe(false);
      expect(matches({ name: 'counts', type: 'int', isArray: true }, 'has', [1, 2], 2)).toBe(true);
    });

    it('reads fields where the API nests them', () => {
      const city = compareCity('eq', 'Oslo');
      expect(city({ address: { city: 'Oslo' } })).toBe(true);
      expect(city({ address: null })).toBe(false);
      expect(compareCity('isnull', true)({ address: null })).toBe(true);
    });

    function compareCity(operator: Operator, value: unknown): (row: Row) => boolean {
      return compileMatcher(
        compare(makeField({ name: 'address.city', type: 'string', nullable: true }), operator, value),
      );
    }
  });

  describe('on trees', () => {
    const isA = compare(NAME, 'eq', 'a');
    const isB = compare(NAME, 'eq', 'b');

    it('takes an empty and for true, an empty or for false', () => {
      expect(compileMatcher({ kind: 'and', conditions: [] })({})).toBe(true);
      expect(compileMatcher({ kind: 'or', conditions: [] })({})).toBe(false);
    });

    it('keeps with not what is not true, NULL included', () => {
      const holds = compileMatcher(not({ kind: 'or', conditions: [isA, isB] }));
      expect([{ name: 'a' }, { name: 'c' }, { name: null }].map(holds)).toEqual([false, true, true]);
      expect(compileMatcher(not(not(isA)))({ name: null })).toBe(false);
    });

    it('asks for a row of nulls where a to-one relation leads nowhere', () => {
      const ask = (condition: Condition): boolean =>
        compileMatcher(related(author, 'one', condition))({ author: null });
      expect(ask(isA)).toBe(false);
      expect(ask(not(isA))).toBe(true);
      expect(ask(compare(NAME, 'ne', 'a'))).toBe(true);
      expect(ask(compare(NAME, 'isnull', true))).toBe(true);
      expect(ask(compare(NAME, 'isnull', false))).toBe(false);
      const books = makeRelation('books', 'many', AUTHOR);
      expect(ask(related(author, 'one', compare(NAME, 'isnull', true)))).toBe(true);
      expect(ask(related(books, 'some', { kind: 'and', conditions: [] }))).toBe(false);
      expect(ask(related(books, 'none', isA))).toBe(true);
      expect(ask(related(books, 'every', isA))).toBe(true);
    });

    it('asks some, none and every of related rows', () => {
      const rows = [
        { reviews: [] },
        { reviews: [{ name: 'a' }] },
        { reviews: [{ name: 'b' }, { name: 'a' }] },
        { reviews: [{ name: null }] },
      ];
      const answers = (quantifier: RelatedCondition['quantifier']): boolean[] =>
        rows.map(compileMatcher(related(reviews, quantifier, isA)));
      expect(answers('some')).toEqual([false, true, true, false]);
      expect(answers('none')).toEqual([true, false, false, true]);
      expect(answers('every')).toEqual([true, true, false, false]);
    });

    it('takes softly deleted and invisible related rows for absent', () => {
      const named = (name: string, deletedAt: Date | null = null): Row => ({ author: { name, deletedAt } });
      const rows = [named('a'), named('a', new Date()), named('b')];
      const isAuthorA = related(author, 'one', isA);
      expect(rows.map(compileMatcher(isAuthorA))).toEqual([true, false, false]);
      const visibility = new Map([['Author', isB]]);
      expect(rows.map(compileMatcher(isAuthorA, visibility))).toEqual([false, false, false]);
      expect(rows.map(compileMatcher(related(author, 'one', compare(NAME, 'isnull', true)), visibility))).toEqual([
        true,
        true,
        false,
      ]);
      expect(rows.map(compileMatcher(related(author, 'none', { kind: 'and', conditions: [] })))).toEqual([
        false,
        true,
        false,
      ]);
    });

    it('does not take what was not loaded for NULL', () => {
      expect(() => compileMatcher(isA)({})).toThrow('The row was not loaded with its field name.');
      expect(() => compileMatcher(related(reviews, 'none', isA))({})).toThrow(
        'The row was not loaded with its relation reviews.',
      );
      expect(() => compileMatcher(related(author, 'one', isA))({ author: { name: 'a' } })).toThrow(
        'The row was not loaded with its field deletedAt.',
      );
    });
  });
});
