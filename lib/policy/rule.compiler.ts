import type { Principal } from '../common/principal.js';
import { readFilterTree } from '../query/filter-tree.parser.js';
import { QueryProblems } from '../query/query-problems.js';
import type { Condition } from '../query/question.js';
import { relatedCondition } from '../query/search-condition.js';
import type { Vocabulary } from '../query/vocabulary.js';
import type { AccessRule, FieldRule, FilterTree } from '../resource/access-rule.js';
import type { Field } from '../resource/field.js';
import { parseFieldText } from '../resource/field-value.js';
import type { OwnedField } from '../resource/resource-access.js';
import type { Relation } from '../resource/resource.js';
import { ownerText } from './resource-policy.js';
import { ALWAYS, every, opposite, some, type RuleTest, type Verdict } from './verdict.js';

/** A rule is the developer's: it may be as large as it has to. */
const LIMITS = { maxFilterDepth: 50, maxFilterNodes: 1_000, maxListItems: 10_000 };
const MAX_PROBLEMS = 20;

const EVERY_ROW: Condition = Object.freeze({ kind: 'and', conditions: [] });

/** A rule of a field, ready to be asked. */
export type FieldTest = (principal: Principal) => boolean;

/** Where rules find what they name. */
export interface RuleTerms {
  /** Every column and relation of the resource, hidden ones included. */
  readonly vocabulary: Vocabulary;
  /** The field of an `owner` rule; `undefined` when it was reported that there is none. */
  ownerOf(path: string, place: string): { readonly field: Field; readonly via: readonly Relation[] } | undefined;
  /**
   * Tells of a filter that cannot be read.
   *
   * @param path names and indexes that lead to the place inside the filter
   */
  readonly report: (place: string, path: readonly string[], detail: string, allowed?: readonly string[]) => void;
}

/** Makes a rule into a question to ask of a principal. Roles and owners are looked up now, values are compared later. */
export function compileRule(rule: AccessRule, place: string, terms: RuleTerms): RuleTest {
  if (typeof rule === 'function') return (principal) => verdictOf(rule(principal), terms.vocabulary);
  if (rule === 'public') return ALWAYS;
  if (rule === 'authenticated') return isAuthenticated;
  if (rule === 'nobody') return () => false;
  if ('role' in rule) return roleTest(typeof rule.role === 'string' ? [rule.role] : rule.role);
  if ('owner' in rule) return ownerTest(rule.owner, `${place}.owner`, terms);
  if ('where' in rule) return filterTest(rule.where, `${place}.where`, terms);
  if ('not' in rule) {
    const inner = compileRule(rule.not, `${place}.not`, terms);
    return (principal) => opposite(inner(principal));
  }
  const [rules, name, join] = 'and' in rule ? [rule.and, 'and', every] : [rule.or, 'or', some];
  const tests = rules.map((part, index) => compileRule(part, `${place}.${name}[${index}]`, terms));
  return (principal) => join(tests.map((test) => test(principal)));
}

/** Makes a rule of a field into a question to ask of a principal; no row has a part in it. */
export function compileFieldRule(rule: FieldRule): FieldTest {
  if (rule === 'public') return () => true;
  if (rule === 'authenticated') return isAuthenticated;
  if (rule === 'nobody') return () => false;
  if ('role' in rule) return roleTest(typeof rule.role === 'string' ? [rule.role] : rule.role);
  if ('not' in rule) {
    const inner = compileFieldRule(rule.not);
    return (principal) => !inner(principal);
  }
  const isAnd = 'and' in rule;
  const tests = (isAnd ? rule.and : rule.or).map(compileFieldRule);
  return isAnd
    ? (principal) => tests.every((test) => test(principal))
    : (principal) => tests.some((test) => test(principal));
}

/** A rule that is met by rows whose field holds what an owned field is set to. */
export function ownedTest(owned: OwnedField): RuleTest {
  return (principal) => holds(owned.field, [], ownerText(owned, principal));
}

function isAuthenticated({ id }: Principal): boolean {
  return id !== undefined;
}

function roleTest(wanted: readonly string[]): FieldTest {
  return ({ roles }) => wanted.some((role) => roles.includes(role));
}

function ownerTest(path: string, place: string, terms: RuleTerms): RuleTest {
  const end = terms.ownerOf(path, place);
  if (end === undefined) return () => false;
  return ({ id }) => holds(end.field, end.via, id);
}

/** Nobody owns what holds no id, and an id that the field cannot hold owns nothing. */
function holds(field: Field, via: readonly Relation[], text: string | undefined): Verdict {
  const parsed = text === undefined ? undefined : parseFieldText(field, text);
  if (parsed?.ok !== true) return false;
  return relatedCondition(via, { kind: 'comparison', field, operator: 'eq', value: parsed.value });
}

function filterTest(filter: FilterTree, place: string, { vocabulary, report }: RuleTerms): RuleTest {
  const problems = new QueryProblems(MAX_PROBLEMS, 'body');
  const condition = readFilterTree(vocabulary, filter, LIMITS, problems) ?? EVERY_ROW;
  for (const { pointer, detail, allowed } of problems.items)
    report(place, namesIn(pointer!), detail, allowed?.map(String));
  return () => condition;
}

/** Names and indexes of a pointer that begins at the filter. */
function namesIn(pointer: string): readonly string[] {
  const [, ...segments] = pointer.split('/');
  return segments.slice(1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** @throws TypeError when a function answers with something else than a boolean or a filter of the resource. */
function verdictOf(answer: FilterTree | boolean, vocabulary: Vocabulary): Verdict {
  if (typeof answer === 'boolean') return answer;
  const problems = new QueryProblems(MAX_PROBLEMS);
  const condition = readFilterTree(vocabulary, answer, LIMITS, problems);
  if (problems.count === 0) return condition ?? EVERY_ROW;
  const { name } = vocabulary.resource;
  const details = problems.items.map(({ detail }) => detail);
  throw new TypeError(`An access rule of ${name} answered with no filter: ${details.join(' ')}`);
}
