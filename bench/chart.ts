import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Figure, Figures } from './figures.js';
import { BENCH } from './peer-server.js';
import { labelsOf } from './report.js';
import type { Results } from './results.js';

const SHOWN = ['get', 'list', 'list+count', 'author', 'create', 'update'];
const LEFT = 190;
const WIDTH = 820;
const BAR = 12;
const GAP = 4;
const TITLE = 30;
/** Longer bars are cut, and say so by their figure. */
const LONGEST = 8;

/** Grey where it is the floor, blue where it is ours; both schemes have contrast enough. */
const STYLE = `text{font:12px system-ui,sans-serif;fill:#24292f}.head{font-weight:600;font-size:13px}
.floor{fill:#8c959f}.ours{fill:#0969da}.other{fill:#bf8700}line{stroke:#d0d7de}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.floor{fill:#6e7681}.ours{fill:#4493f8}.other{fill:#d29922}line{stroke:#30363d}}`;

/** Draws what is in a file of results into `docs/images/bench.svg`. */
export function drawChart(resultsPath: string): void {
  const { figures } = JSON.parse(readFileSync(resultsPath, 'utf8')) as Results;
  if (!figures) return;
  const path = join(dirname(BENCH), 'docs', 'images', 'bench.svg');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, chartOf(figures));
}

/** A block of bars for each operation: CPU time per request, the floor's being 1. */
export function chartOf(figures: Figures): string {
  const labels = labelsOf(figures).filter((label) => label !== 'floor again');
  const parts: string[] = [];
  let top = 8;
  for (const operation of SHOWN) {
    const byLabel = figures[operation];
    if (!byLabel) continue;
    parts.push(text(8, top + 18, operation, 'head'));
    top += TITLE;
    for (const label of labels) {
      const figure = byLabel[label];
      if (!figure) continue;
      parts.push(bar(label, figure, top));
      top += BAR + GAP;
    }
    top += 10;
  }
  const one = LEFT + scaled(1);
  const line = `<line x1="${one}" y1="8" x2="${one}" y2="${top}"/>`;
  const title = 'CPU time of the server per request, plain node:http and pg being 1; shorter is better';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 24}" role="img" aria-label="${title}">
<style>${STYLE}</style>
${line}
${parts.join('\n')}
${text(8, top + 16, title)}
</svg>
`;
}

function bar(label: string, { ratio }: Figure, top: number): string {
  const kind = label === 'floor' ? 'floor' : label.startsWith('ours') ? 'ours' : 'other';
  const length = scaled(Math.min(ratio, LONGEST));
  return [
    text(8, top + BAR - 2, label),
    `<rect class="${kind}" x="${LEFT}" y="${top}" width="${length}" height="${BAR}" rx="2"/>`,
    text(LEFT + length + 6, top + BAR - 2, `${ratio.toFixed(2)}${ratio > LONGEST ? ' …' : ''}`),
  ].join('');
}

function scaled(ratio: number): number {
  return Math.round((ratio / LONGEST) * (WIDTH - LEFT - 70));
}

function text(x: number, y: number, content: string, kind?: string): string {
  return `<text${kind === undefined ? '' : ` class="${kind}"`} x="${x}" y="${y}">${content.replaceAll('&', '&amp;')}</text>`;
}
