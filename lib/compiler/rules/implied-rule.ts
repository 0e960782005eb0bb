import { isDeepStrictEqual } from 'node:util';
import type { AccessRule, FieldRule } from '../../resource/access-rule.js';

/** Whether everybody whom one rule allows something is certainly allowed by the other as well. */
export function impliesRule(rule: AccessRule, other: FieldRule): boolean {
  if (other === 'public' || rule === 'nobody' || isDeepStrictEqual(rule, other)) return true;
  if (typeof other === 'object' && 'and' in other) return other.and.every((part) => impliesRule(rule, part));
  if (typeof rule === 'object' && 'or' in rule) return rule.or.every((part) => impliesRule(part, other));
  if (typeof other === 'object' && 'or' in other && other.or.some((part) => impliesRule(rule, part))) return true;
  if (typeof rule !== 'object') return false;
  if ('and' in rule) return rule.and.some((part) => impliesRule(part, other));
  // Nobody without credentials has a role or owns a row.
  if (other === 'authenticated') return 'role' in rule || 'owner' in rule;
  if (!('role' in rule) || typeof other !== 'object' || !('role' in other)) return false;
  const wanted = [other.role].flat();
  return [rule.role].flat().every((role) => wanted.includes(role));
}
