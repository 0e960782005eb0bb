import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../../lib/common/error-codes.js';

const PAGE = new URL('../../../docs/errors.md', import.meta.url);

it('lists every error code in the docs, as it is', () => {
  const rows = readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => /^\| `LA\d/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const codes = Object.entries(ERROR_CODES);
  expect(rows).toEqual(
    codes.map(([code, { status, type, title }]) => [`\`${code}\``, String(status), `\`${type}\``, title]),
  );
});
