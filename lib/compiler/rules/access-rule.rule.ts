import { nearestName } from '../../common/nearest-name.js';
import type { AccessRule } from '../../resource/access-rule.js';
import type { Report } from '../draft.js';

const WORDS: readonly string[] = ['public', 'authenticated', 'nobody'];
const NODES: readonly string[] = ['role', 'owner', 'where', 'and', 'or', 'not'];

/** Whether an option is meant as one rule, and not as rules by operation. */
export function isAccessRule(option: unknown): option is AccessRule {
  if (typeof option === 'string' || typeof option === 'function') return true;
  return isRecord(option) && Object.keys(option).some((key) => NODES.includes(key));
}

/** A typo in a rule never opens anything: whatever is no rule is reported, with its place. */
export function checkAccessRule(rule: unknown, place: string, report: Report): void {
  if (typeof rule === 'function') return;
  if (typeof rule === 'string') {
    if (WORDS.includes(rule)) return;
    const nearest = nearestName(rule, WORDS);
    report({
      code: 'LA041',
      message: `${place} "${rule}" is no access rule.`,
      nearest,
      ...(nearest === undefined && { allowed: WORDS }),
    });
    return;
  }
  const keys = isRecord(rule) ? Object.keys(rule) : [];
  if (keys.length !== 1 || !NODES.includes(keys[0]!)) {
    report({
      code: 'LA041',
      message: `${place} is no access rule.`,
      allowed: [...WORDS, ...NODES.map((node) => `{ ${node} }`)],
    });
    return;
  }
  checkNode(keys[0]!, (rule as Readonly<Record<string, unknown>>)[keys[0]!], `${place}.${keys[0]!}`, report);
}

function checkNode(kind: string, value: unknown, place: string, report: Report): void {
  switch (kind) {
    case 'not':
      return checkAccessRule(value, place, report);
    case 'and':
    case 'or':
      if (!Array.isArray(value) || value.length === 0)
        report({ code: 'LA041', message: `${place} is not a list of rules.` });
      else for (const [index, rule] of value.entries()) checkAccessRule(rule, `${place}[${index}]`, report);
      return;
    case 'role': {
      const roles: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (roles.length === 0 || !roles.every((name) => typeof name === 'string' && name !== ''))
        report({ code: 'LA041', message: `${place} is neither the name of a role nor a list of such names.` });
      return;
    }
    case 'owner':
      if (typeof value !== 'string') report({ code: 'LA041', message: `${place} is not the name of a field.` });
      return;
    default:
      if (!isRecord(value)) report({ code: 'LA041', message: `${place} is not a filter.` });
  }
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
