import type { SelfFigure } from './against-itself.js';
import { type BootFigures, growth } from './boot.js';
import { VARIANTS } from './contestant.js';
import type { Figure, Figures } from './figures.js';
import type { Memory } from './server.process.js';

/** A table whose first column is text and whose others are figures. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ');
  return rows.map(line).join('\n');
}

/** Who has a figure for anything, in the order of the run. */
export function labelsOf(figures: Figures): string[] {
  const sets = Object.values(figures).map((byLabel) => Object.keys(byLabel));
  const known = VARIANTS.map(({ label }) => label);
  const place = (label: string): number => (known.includes(label) ? known.indexOf(label) : known.length);
  return [...new Set(sets.flat())].sort((left, right) => place(left) - place(right));
}

function figureTable(figures: Figures, title: string, cell: (figure: Figure) => string): string {
  const operations = Object.keys(figures);
  const rows = labelsOf(figures).map((label) => [
    label,
    ...operations.map((operation) => {
      const figure = figures[operation]![label];
      return figure ? cell(figure) : '—';
    }),
  ]);
  return table([[title, ...operations], ...rows]);
}

function milliseconds(value: number | undefined): string {
  return value?.toFixed(1) ?? '—';
}

/** The tables of a run for a reader. */
export function figuresReport(figures: Figures): string {
  return [
    figureTable(figures, 'CPU ÷ floor, least', ({ ratio }) => ratio.toFixed(2)),
    figureTable(figures, 'CPU ÷ floor, median', ({ medianRatio }) => medianRatio.toFixed(2)),
    figureTable(figures, 'CPU a request, µs', ({ minimumUs }) => minimumUs.toFixed(0)),
    figureTable(figures, 'PostgreSQL, µs', ({ postgresUs }) => (postgresUs === null ? '-' : String(postgresUs))),
    figureTable(figures, 'requests a second', ({ perSecond }) => String(perSecond)),
    figureTable(figures, 'p50 / p99, ms', ({ p50Ms, p99Ms }) => `${milliseconds(p50Ms)} / ${milliseconds(p99Ms)}`),
  ].join('\n\n');
}

/** What the servers have in memory when everything is over. */
export function memoryReport(memory: Readonly<Record<string, Memory>>): string {
  const rows = Object.entries(memory).map(([label, { rssMb, heapMb }]) => [label, rssMb.toFixed(0), heapMb.toFixed(0)]);
  return table([['memory, MB', 'RSS', 'heap'], ...rows]);
}

/** Requests of ours beside others of ours. */
export function selfReport(figures: readonly SelfFigure[]): string {
  const head = ['ours, Fastify', 'CPU µs', 'plain, µs', 'CPU ratio', 'time ratio', 'bytes', 'plain, bytes'];
  const rows = figures.map((figure) => [
    figure.name,
    figure.otherUs.toFixed(1),
    figure.plainUs.toFixed(1),
    figure.ratio.toFixed(2),
    figure.wallRatio.toFixed(2),
    String(figure.otherBytes),
    String(figure.plainBytes),
  ]);
  return table([head, ...rows]);
}

/** The boot table and how it grows. */
export function bootReport(figures: readonly BootFigures[]): string {
  const head = [
    'resources',
    'import ms',
    'boot ms',
    'TypeORM alone',
    'document ms',
    'document kB',
    'heap MB',
    'TypeORM alone',
    'with document',
  ];
  const rows = figures.map(({ resources, ours, orm }) => [
    String(resources),
    ...[ours.importMs, ours.bootMs, orm.bootMs, ours.documentMs, ours.documentKb].map((value) => value.toFixed(0)),
    ...[ours.heapMb, orm.heapMb, ours.documentHeapMb].map((value) => value.toFixed(1)),
  ]);
  const [time, document, heap] = [
    growth(figures, ({ bootMs }) => bootMs),
    growth(figures, ({ documentMs }) => documentMs),
    growth(figures, ({ heapMb }) => heapMb),
  ].map((value) => value.toFixed(2));
  return `${table([head, ...rows])}\nthird hundred ÷ second hundred: boot ${time}, document ${document}, heap ${heap} (1 is linear)`;
}
