import { describe, expect, it } from 'vitest';
import { loadForTests } from '../../../lib/testing/kit/optional-package.js';

const failing = (code: string) => () => Promise.reject(Object.assign(new Error('as Node says it'), { code }));

describe('a package that only tests need', () => {
  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])(
    'is asked for by name where it is missing (%s)',
    async (code) => {
      await expect(loadForTests('supertest', failing(code))).rejects.toThrow(
        'supertest is not installed, and this test cannot do without it: npm install --save-dev supertest',
      );
    },
  );

  it('is loaded, or fails as it fails', async () => {
    expect(await loadForTests('supertest', () => Promise.resolve('loaded'))).toBe('loaded');
    await expect(loadForTests('supertest', failing('EACCES'))).rejects.toThrow('as Node says it');
  });
});
