import { createHash } from 'node:crypto';

/** A text that is the same for the same JSON body, whatever the order of its members, and differs for any other. */
export function bodyFingerprint(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body, sortMembers) ?? '')
    .digest('base64url');
}

/** A replacer that gives every object the same order of members. */
function sortMembers(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const sorted = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted);
}
