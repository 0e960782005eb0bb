import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Figure } from './figures.js';
import { writeResults, type Results, type Run } from './results.js';

const FULL: Run = { date: '2026-01-01', node: 'v20', mode: 'full', effort: { warmUp: 1, rounds: 1, requests: 1 } };
const QUICK: Run = { ...FULL, date: null, mode: 'quick' };
const SELF = { name: 'a ÷ b', plainUs: 1, otherUs: 2, ratio: 2, wallRatio: 2, plainBytes: 1, otherBytes: 1 };

function figure(minimumUs: number): Figure {
  return { minimumUs, medianUs: 1, ratio: 1, medianRatio: 1, postgresUs: null, perSecond: 1 };
}

it('keeps what a run has not measured, and says which run everything is of', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const path = join(folder, 'results.json');
    const known = (): Results => JSON.parse(readFileSync(path, 'utf8')) as Results;
    writeResults(path, { figures: { get: { floor: figure(1) }, list: { floor: figure(2) } }, boots: [] }, FULL);
    expect(known()).toMatchObject({ runs: { get: FULL, list: FULL, boots: FULL }, boots: [] });
    writeResults(path, { itself: [SELF] }, QUICK);
    writeResults(path, { figures: { list: { floor: figure(3) } } }, QUICK);
    expect(known()).toEqual({
      runs: { get: FULL, list: QUICK, boots: FULL, itself: QUICK },
      figures: { get: { floor: figure(1) }, list: { floor: figure(3) } },
      itself: [SELF],
      boots: [],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
