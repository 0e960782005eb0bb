import type { BootCode } from './boot-codes.js';

/** One thing a developer has to mend before the application can start. */
export interface BootProblem {
  readonly code: BootCode;
  /** The resource it is about; absent when it is about the application. */
  readonly resource?: string;
  /** Where it was declared: `forFeature in LibraryModule`. */
  readonly place: string;
  /** Place inside the options and what was found there: `ordering[1] "titel" is not a field.` */
  readonly message: string;
  /** The nearest right name. */
  readonly nearest?: string;
  /** Values that would be right. */
  readonly allowed?: readonly string[];
  /** What to do. */
  readonly fix?: string;
}

/** All problems of a start at once. Its message is meant to be read in a terminal. */
export class LightApiBootError extends Error {
  override readonly name = 'LightApiBootError';

  constructor(readonly problems: readonly BootProblem[]) {
    super(describe(problems));
  }
}

function describe(problems: readonly BootProblem[]): string {
  const groups = new Map<string, BootProblem[]>();
  for (const problem of problems) {
    const heading = problem.resource === undefined ? problem.place : `${problem.resource} (${problem.place})`;
    groups.set(heading, [...(groups.get(heading) ?? []), problem]);
  }
  const resources = new Set(problems.flatMap(({ resource }) => resource ?? []));
  const where = resources.size > 0 ? ` in ${count(resources.size, 'resource')}` : '';
  const lines = [`LightApi cannot start: ${count(problems.length, 'problem')}${where}.`];
  for (const [heading, members] of groups) {
    lines.push(`  ${heading}`);
    for (const problem of members) lines.push(...describeProblem(problem));
  }
  return lines.join('\n');
}

function describeProblem({ code, message, nearest, allowed, fix }: BootProblem): string[] {
  const question = nearest === undefined ? '' : `  Did you mean "${nearest}"?`;
  return [
    `    ${code}  ${message}${question}`,
    ...(allowed ? [`           allowed: ${allowed.join(', ')}`] : []),
    ...(fix === undefined ? [] : [`           fix: ${fix}`]),
  ];
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
