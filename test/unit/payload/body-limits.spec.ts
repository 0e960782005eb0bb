import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../../lib/common/light-api.error.js';
import { checkBodyLimits } from '../../../lib/payload/body-limits.js';
import { checkBodySize } from '../../../lib/payload/body-size.js';
import { checkMediaType, ITEM_MEDIA_TYPES, PATCH_MEDIA_TYPES } from '../../../lib/payload/media-type.js';

const LIMITS = { maxBytes: 100_000, maxKeys: 1000, maxDepth: 20, maxErrors: 20 };

function errorOf(run: () => void): LightApiError {
  try {
    run();
  } catch (error) {
    if (error instanceof LightApiError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

function nested(depth: number): unknown {
  return JSON.parse('{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1));
}

describe('checkBodyLimits', () => {
  it('accepts an ordinary body, and what is no object at all', () => {
    expect(() => checkBodyLimits({ title: 'x', tags: ['a', { b: [null] }] }, LIMITS)).not.toThrow();
    expect(() => checkBodyLimits(undefined, LIMITS)).not.toThrow();
    expect(() => checkBodyLimits('text', LIMITS)).not.toThrow();
  });

  it('refuses 70,000 keys without looking at a single value', () => {
    let reads = 0;
    const body = new Proxy(Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`k${index}`, 1])), {
      get: (target, name, receiver) => {
        if (typeof name === 'string') reads++;
        return Reflect.get(target, name, receiver) as unknown;
      },
    });
    const error = errorOf(() => checkBodyLimits(body, LIMITS));
    expect(error).toMatchObject({ code: 'LA209', status: 400, detail: 'The body has more than 1000 keys.' });
    expect(reads).toBe(0);
  });

  it('counts the keys of all objects together', () => {
    const rows = Array.from({ length: 501 }, () => ({ a: 1, b: 2 }));
    expect(errorOf(() => checkBodyLimits({ rows }, LIMITS)).code).toBe('LA209');
  });

  it('refuses 5,000 levels without recursion, and allows exactly 20', () => {
    expect(errorOf(() => checkBodyLimits(nested(5000), LIMITS)).detail).toBe(
      'The body is nested deeper than 20 levels.',
    );
    expect(errorOf(() => checkBodyLimits(nested(21), LIMITS)).code).toBe('LA209');
    expect(() => checkBodyLimits(nested(20), LIMITS)).not.toThrow();
    expect(errorOf(() => checkBodyLimits(JSON.parse('['.repeat(5000) + ']'.repeat(5000)), LIMITS)).code).toBe('LA209');
  });

  it('points at every key that could reach a prototype, at any depth', () => {
    const body: unknown = JSON.parse('{"__proto__":{"x":1},"list":[{"constructor":1}],"a/b":{"prototype":null}}');
    const error = errorOf(() => checkBodyLimits(body, LIMITS));
    expect(error).toMatchObject({ code: 'LA200', status: 400 });
    expect(error.errors.map((item) => `${item.pointer} ${item.code}`).toSorted()).toEqual([
      '/__proto__ LA201',
      '/a~1b/prototype LA201',
      '/list/0/constructor LA201',
    ]);
  });

  it('refuses what no JSON text can produce', () => {
    expect(errorOf(() => checkBodyLimits(Buffer.from('{}'), LIMITS)).code).toBe('LA206');
    expect(errorOf(() => checkBodyLimits({ map: new Map() }, LIMITS)).code).toBe('LA206');
  });
});

describe('checkBodySize', () => {
  it('answers 413 above the limit and names it', () => {
    expect(() => checkBodySize(100_000, LIMITS)).not.toThrow();
    expect(() => checkBodySize(undefined, LIMITS)).not.toThrow();
    const error = errorOf(() => checkBodySize(100_001, LIMITS));
    expect(error).toMatchObject({ code: 'LA207', status: 413, detail: 'The body is larger than 100000 bytes.' });
  });
});

describe('checkMediaType', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])(
    'accepts %s',
    (type) => {
      expect(() => checkMediaType(type, ITEM_MEDIA_TYPES)).not.toThrow();
    },
  );

  it.each([
    undefined,
    '',
    'text/plain',
    'application/xml',
    'application/+json',
    'application/json-patch+json',
    'application/merge-patch+json',
  ])('answers 415 to %s for an item and says what it reads', (type) => {
    const error = errorOf(() => checkMediaType(type, ITEM_MEDIA_TYPES));
    expect(error).toMatchObject({
      code: 'LA208',
      status: 415,
      headers: { Accept: 'application/json, application/*+json' },
    });
  });

  it('reads a merge patch for a change, and no JSON patch', () => {
    expect(() => checkMediaType('application/merge-patch+json', PATCH_MEDIA_TYPES)).not.toThrow();
    expect(() => checkMediaType('application/json', PATCH_MEDIA_TYPES)).not.toThrow();
    expect(errorOf(() => checkMediaType('application/json-patch+json', PATCH_MEDIA_TYPES)).code).toBe('LA208');
  });
});
