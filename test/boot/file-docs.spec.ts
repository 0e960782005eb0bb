import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LightApiBootError } from '../../lib/compiler/boot.error.js';
import { BOOT_CODES } from '../../lib/compiler/boot-codes.js';
import { parseFileDefinition } from '../../lib/config/file/read-file.js';

const PAGE = readFileSync(new URL('../../docs/file.md', import.meta.url), 'utf8');

const examples = [...PAGE.matchAll(/^```yaml[^\n]*\n(.*?)^```/gms)].map((match) => match[1]!);

describe('the page about files', () => {
  function problemsOf(yaml: string) {
    return parseFileDefinition('lightapi.yaml', yaml, { CURSOR_SECRET: 's'.repeat(32), DB_PASSWORD: 'p' }).problems;
  }

  it('shows files that are right', () => {
    expect(examples).toHaveLength(3);
    expect(examples.slice(0, 2).flatMap(problemsOf)).toEqual([]);
  });

  it('shows the message of one that is wrong', () => {
    const shown = /^```text\n(LightApi.*?)^```/ms.exec(PAGE)?.[1];
    expect(`${new LightApiBootError(problemsOf(examples[2]!)).message}\n`).toBe(shown);
  });

  it('lists the codes', () => {
    const listed = [...PAGE.matchAll(/^\| `(LA05\d)` +\| (.*?) +\|$/gm)].map((match) => [match[1], match[2]]);
    expect(listed).toEqual(Object.entries(BOOT_CODES).filter(([code]) => code.startsWith('LA05')));
  });
});
