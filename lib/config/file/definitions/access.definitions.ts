import { ACCESS_ACTIONS } from '../../../resource/access-rule.js';
import { anyOf, choice, list, object, reference, text, type Definition, type ObjectDefinition } from '../definition.js';

const WORDS = choice(['public', 'authenticated', 'nobody'], 'everybody, everybody with valid credentials, or nobody');

const ROLE = anyOf([text(), { ...list(text()), isNeverEmpty: true }], 'who has the role, or one of the roles');

function rule(members: Readonly<Record<string, Definition>>): ObjectDefinition {
  return { ...object(members), isOneOf: true };
}

function combinations(name: string): Readonly<Record<string, Definition>> {
  const parts: Definition = { ...list(reference(name)), isNeverEmpty: true };
  return {
    and: { ...parts, description: 'what all of the rules allow' },
    or: { ...parts, description: 'what at least one of the rules allows' },
    not: reference(name, 'what the rule does not allow'),
  };
}

const RULE = rule({
  role: ROLE,
  owner: text('rows whose field holds the id of the caller; a path leads through to-one relations'),
  where: { kind: 'anything', description: 'rows that meet a filter, such as { published: { eq: true } }' },
  ...combinations('accessRule'),
});

const RULES = object(
  Object.fromEntries([...ACCESS_ACTIONS, 'write'].map((action) => [action, reference('accessRule')])),
  'rules by what they are about',
);

/** Rules of access, which hold themselves. */
export const ACCESS_DEFINITIONS: Readonly<Record<string, Definition>> = {
  accessRule: anyOf([WORDS, RULE]),
  accessRules: anyOf([WORDS, RULE, RULES]),
  fieldRule: anyOf([WORDS, rule({ role: ROLE, ...combinations('fieldRule') })]),
};
