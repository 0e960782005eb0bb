import { expect, it } from 'vitest';
import { isTouched } from '../../../lib/policy/touched-rule.js';
import type { RowWrite } from '../../../lib/policy/permit.js';
import type { Condition } from '../../../lib/query/question.js';
import type { Field } from '../../../lib/resource/field.js';
import type { Payload } from '../../../lib/resource/payload.js';
import type { Relation } from '../../../lib/resource/resource.js';
import { ID, makeField, makeResource, TITLE } from '../query/resource.fixture.js';

const CITY = makeField({ name: 'address.city', type: 'string' });
const OWNER = makeField({ name: 'ownerId', type: 'int', creatable: false, updatable: false });
const AUTHOR = makeField({ name: 'author_id', property: 'author.id', type: 'int', role: 'foreignKey' });
const VERSION = makeField({ name: 'version', type: 'int', role: 'version', creatable: false, updatable: false });
const CHANGED = makeField({ name: 'changedAt', type: 'datetime', role: 'updateDate', updatable: false });
const DELETED = makeField({ name: 'deletedAt', type: 'datetime', role: 'deleteDate', updatable: false });
const author = { name: 'author', kind: 'one', foreignKey: [AUTHOR] } as unknown as Relation;
const owner = { name: 'owner', kind: 'one', foreignKey: [OWNER] } as unknown as Relation;
const reviews = { name: 'reviews', kind: 'many' } as unknown as Relation;
const book = makeResource({
  fields: [ID, TITLE, CITY, OWNER, AUTHOR, VERSION, CHANGED, DELETED],
  relations: new Map([author, owner, reviews].map((relation) => [relation.name, relation])),
});

const is = (field: Field): Condition => ({ kind: 'comparison', field, operator: 'eq', value: 1 });
const through = (relation: Relation, condition: Condition): Condition => ({
  kind: 'related',
  relation,
  quantifier: relation.kind === 'one' ? 'one' : 'some',
  condition,
});
const ELSEWHERE = makeField({ name: 'elsewhere', type: 'int' });
const NOTHING = { links: [], creates: [] };

it.each<[string, Condition, RowWrite, Payload, boolean]>([
  ['a column that is sent', is(TITLE), 'update', { title: 'x' }, true],
  ['a column that is set to null', is(TITLE), 'update', { title: null }, true],
  ['a column that is not sent', is(TITLE), 'update', { ownerId: 1 }, false],
  ['an embedded column', is(CITY), 'update', { 'address.city': 'x' }, true],
  ['another part of what is embedded', is(CITY), 'update', { 'address.zip': 'x' }, false],
  ['what a replacement may reset', is(TITLE), 'replace', {}, true],
  ['what a replacement leaves', is(OWNER), 'replace', { title: 'x' }, false],
  ['the version, which every change raises', is(VERSION), 'update', {}, true],
  ['the date of the change', is(CHANGED), 'update', {}, true],
  ['the date of deletion, by a change', is(DELETED), 'update', { title: 'x' }, false],
  ['the date of deletion, by a restoration', is(DELETED), 'restore', {}, true],
  ['anything, by a restoration', is(TITLE), 'restore', {}, false],
  ['anything, by a removal', is(TITLE), 'remove', { title: 'x' }, false],
  ['one of several', { kind: 'and', conditions: [is(OWNER), is(TITLE)] }, 'update', { title: 'x' }, true],
  ['none of several', { kind: 'or', conditions: [is(OWNER), is(CITY)] }, 'update', { title: 'x' }, false],
  ['what must not be', { kind: 'not', condition: is(TITLE) }, 'update', { title: 'x' }, true],
  ['what is in a rule', { kind: 'rule', condition: is(TITLE) }, 'update', { title: 'x' }, true],
  ['the key of the related row', through(author, is(ELSEWHERE)), 'update', { author_id: 1 }, true],
  ['the key that a new related row sets', is(AUTHOR), 'update', { author: NOTHING }, true],
  ['a new related row', through(author, is(ELSEWHERE)), 'update', { author: NOTHING }, true],
  ['a related row that stays', through(author, is(ELSEWHERE)), 'update', { title: 'x' }, false],
  ['a related row, by a replacement', through(author, is(ELSEWHERE)), 'replace', {}, true],
  ['the owner’s row, by a replacement', through(owner, is(ELSEWHERE)), 'replace', {}, false],
  [
    'another relation that may lead to the same rows',
    through(owner, is(ELSEWHERE)),
    'update',
    { reviews: NOTHING },
    true,
  ],
  ['rows that may hold any column of this one', through(reviews, is(ELSEWHERE)), 'update', { title: 'x' }, true],
  ['its own columns behind a relation', through(owner, is(TITLE)), 'update', { title: 'x' }, true],
])('tells whether a write touches %s', (_, condition, action, payload, expected) => {
  expect(isTouched(condition, book, action, payload)).toBe(expected);
});
