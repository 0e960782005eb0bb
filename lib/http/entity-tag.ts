import { hash } from 'node:crypto';
import { LightApiError } from '../common/light-api.error.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Resource } from '../resource/resource.js';
import type { VersionCondition } from '../query/question.js';

/** One tag with what stands before it in a list (RFC 9110 §8.8.3); white space and empty members are allowed there. */
const TAG = /[\t ,]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?=,|$)/y;
const REST = /^[\t ,]*$/;

/** How a version is written as text; any other spelling of a number is no tag of ours. */
const VERSION = /^(0|[1-9]\d{0,18})$/;

/** The strong entity tag of a version (RFC 9110 §8.8.3). */
export function entityTag(version: string): string {
  return `"${version}"`;
}

/** A weak entity tag of a text, for what has no version: good to find out whether it is the same, and for no write. */
export function weakTag(text: string): string {
  return `W/"${hash('sha1', text, 'base64url')}"`;
}

/**
 * Reads `If-Match` (RFC 9110 §13.1.1): any version, or those that strong tags of the list name. Weak tags and tags that
 * were never given out match nothing.
 *
 * @throws LightApiError LA505 (400) for a field that is not such a list
 */
export function readIfMatch(field: string, { version, locking }: Resource): VersionCondition {
  if (field.trim() === '*') return { source: 'header', versions: '*' };
  const versions = new Set<string>();
  TAG.lastIndex = 0;
  let end = 0;
  for (let tag = TAG.exec(field); tag !== null; tag = TAG.exec(field)) {
    end = TAG.lastIndex;
    const [, weak, text] = tag;
    const isOurs = version !== undefined && locking !== 'none' && weak === undefined && VERSION.test(text!);
    if (isOurs && parseFieldText(version, text!).ok) versions.add(text!);
  }
  if (end === 0 || !REST.test(field.slice(end))) throw malformed();
  return { source: 'header', versions: [...versions] };
}

/**
 * Whether `If-None-Match` (RFC 9110 §13.1.2) names the representation that the client has already; compared weakly. A
 * field that cannot be read names nothing.
 */
export function isKnownTag(field: string, tag: string): boolean {
  if (field === tag || field.trim() === '*') return true;
  const opaque = tag.startsWith('W/') ? tag.slice(2) : tag;
  TAG.lastIndex = 0;
  for (let known = TAG.exec(field); known !== null; known = TAG.exec(field)) {
    if (`"${known[2]!}"` === opaque) return true;
  }
  return false;
}

function malformed(): LightApiError {
  const detail = 'Must be * or a list of entity tags, such as "3".';
  return new LightApiError('LA505', detail, { errors: [{ header: 'If-Match', code: 'LA505', detail }] });
}
