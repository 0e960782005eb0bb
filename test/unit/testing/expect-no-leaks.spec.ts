import { describe, expect, it } from 'vitest';
import { LeaksError, type Leak } from '../../../lib/testing/index.js';

const LEAK: Leak = {
  kind: 'row',
  principal: 'ann',
  resource: 'Note',
  request: 'GET /notes?page_size=100',
  detail: 'The answer has Note 7.',
};

describe('the error about leaks', () => {
  it('lists them under who asked for what', () => {
    const leaks: readonly Leak[] = [
      LEAK,
      { ...LEAK, kind: 'count', detail: 'The count is 9, 3 rows may be counted.' },
      { ...LEAK, principal: 'ben' },
    ];
    const report = { leaks, requests: 3, gaps: [] };
    const error = new LeaksError(report);
    expect(error.message).toBe(
      [
        '3 leaks were found.',
        '  Note, asked by ann',
        '    row: GET /notes?page_size=100',
        '      The answer has Note 7.',
        '    count: GET /notes?page_size=100',
        '      The count is 9, 3 rows may be counted.',
        '  Note, asked by ben',
        '    row: GET /notes?page_size=100',
        '      The answer has Note 7.',
      ].join('\n'),
    );
    expect(error.report).toBe(report);
  });

  it('stays short when there are many', () => {
    const leaks = Array.from({ length: 100 }, (_, index) => ({ ...LEAK, request: `GET /notes/${index}` }));
    const lines = new LeaksError({ leaks, requests: 100, gaps: [] }).message.split('\n');
    expect(lines[0]).toBe('100 leaks were found.');
    expect(lines.at(-1)).toBe('  … and 60 more');
    expect(lines).toHaveLength(83);
  });

  it('speaks of one leak as of one', () => {
    expect(new LeaksError({ leaks: [LEAK], requests: 1, gaps: [] }).message).toMatch(/^1 leak was found\.\n/);
  });
});
