import { nearestName } from '../../common/nearest-name.js';
import type { AccessRule, FieldRule } from '../../resource/access-rule.js';
import type { BootCode } from '../boot-codes.js';
import type { Report } from '../draft.js';

const WORDS: readonly string[] = ['public', 'authenticated', 'nobody'];
const FIELD_NODES: readonly string[] = ['role', 'and', 'or', 'not'];
const NODES: readonly string[] = ['role', 'owner', 'where', 'and', 'or', 'not'];

/** What rules of one kind may be made of. */
interface RuleKind {
  readonly code: BootCode;
  readonly nodes: readonly string[];
  /** What is added to a problem about something that only other rules may be made of. */
  readonly otherwise?: string;
}

const ROW_RULE: RuleKind = { code: 'LA041', nodes: NODES };
const FIELD_RULE: RuleKind = {
  code: 'LA042',
  nodes: FIELD_NODES,
  otherwise: "write role('admin') or authenticated(); who may see which rows is said by access and scope",
};

/** Whether an option is meant as one rule, and not as rules by operation. */
export function isAccessRule(option: unknown): option is AccessRule {
  if (typeof option === 'string' || typeof option === 'function') return true;
  return isRecord(option) && Object.keys(option).some((key) => NODES.includes(key));
}

/** A typo in a rule never opens anything: whatever is no rule is reported, with its place. */
export function checkAccessRule(rule: unknown, place: string, report: Report): rule is AccessRule {
  return checkRule(rule, place, ROW_RULE, report);
}

/** The same for a rule of a field, which has to be the same for every row. */
export function checkFieldRule(rule: unknown, place: string, report: Report): rule is FieldRule {
  return checkRule(rule, place, FIELD_RULE, report);
}

function checkRule(rule: unknown, place: string, kind: RuleKind, report: Report): boolean {
  if (typeof rule === 'string') return checkWord(rule, place, report);
  const nodes = typeof rule === 'function' ? ['function'] : isRecord(rule) ? Object.keys(rule) : [];
  const node = nodes.length === 1 ? nodes[0]! : '';
  if (kind.nodes.includes(node)) {
    return checkNode(node, (rule as Readonly<Record<string, unknown>>)[node], `${place}.${node}`, kind, report);
  }
  if (node === 'function' && kind === ROW_RULE) return true;
  if (node === 'function' || NODES.includes(node)) {
    const what = node === 'function' ? 'a function' : `"${node}"`;
    report({
      code: kind.code,
      message: `${place} looks at rows: ${what} is no rule of a field.`,
      fix: kind.otherwise,
    });
    return false;
  }
  const allowed = [...WORDS, ...kind.nodes.map((name) => `{ ${name} }`)];
  report({ code: 'LA041', message: `${place} is no access rule.`, allowed });
  return false;
}

function checkWord(word: string, place: string, report: Report): boolean {
  if (WORDS.includes(word)) return true;
  const nearest = nearestName(word, WORDS);
  const message = `${place} "${word}" is no access rule.`;
  report({ code: 'LA041', message, nearest, ...(nearest === undefined && { allowed: WORDS }) });
  return false;
}

function checkNode(node: string, value: unknown, place: string, kind: RuleKind, report: Report): boolean {
  switch (node) {
    case 'not':
      return checkRule(value, place, kind, report);
    case 'and':
    case 'or':
      if (!Array.isArray(value) || value.length === 0) return refuse(`${place} is not a list of rules.`, report);
      // Every one is looked at, so that all problems are told.
      return value.map((rule, index) => checkRule(rule, `${place}[${index}]`, kind, report)).every(Boolean);
    case 'role': {
      const roles: readonly unknown[] = Array.isArray(value) ? value : [value];
      const areNames = roles.length > 0 && roles.every((name) => typeof name === 'string' && name !== '');
      return areNames || refuse(`${place} is neither the name of a role nor a list of such names.`, report);
    }
    case 'owner':
      return typeof value === 'string' || refuse(`${place} is not the name of a field.`, report);
    default:
      return isRecord(value) || refuse(`${place} is not a filter.`, report);
  }
}

function refuse(message: string, report: Report): false {
  report({ code: 'LA041', message });
  return false;
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
