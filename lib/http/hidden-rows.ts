import type { Resource } from '../resource/resource.js';

/** Whether somebody may create a row and not read it, who is told only where it is. */
export function mayHideNewRows({ access: { rules } }: Resource): boolean {
  return rules.read !== 'public' && rules.read !== rules.create;
}

/** Whether somebody who created a row, and asks again with the same key, may not read it any more. */
export function mayHideKnownRows({ access: { rules, scope, tenant }, idempotency }: Resource): boolean {
  return idempotency !== undefined && (rules.read !== 'public' || scope !== undefined || tenant !== undefined);
}
