import type { INestApplication } from '@nestjs/common';
import { findLeaks } from './find-leaks.js';
import type { LeakOptions } from './leak.options.js';
import type { Leak, LeakReport } from './leak.js';

/** Leaks that a message lists; a single hole can be found in hundreds of ways. */
const LISTED = 40;

/** What {@link expectNoLeaks} throws: the message lists the leaks, `report` has them all. */
export class LeaksError extends Error {
  override readonly name = 'LeaksError';

  constructor(readonly report: LeakReport) {
    super(describeLeaks(report.leaks));
  }
}

/**
 * The same as {@link findLeaks}, for a test that has to fail.
 *
 * @throws LeaksError when there is a leak
 * @throws Error when the application would not let itself be asked, as {@link findLeaks} does
 */
export async function expectNoLeaks(app: INestApplication, options: LeakOptions): Promise<LeakReport> {
  const report = await findLeaks(app, options);
  if (report.leaks.length > 0) throw new LeaksError(report);
  return report;
}

/** One line for each leak under the principal and the resource that it is about. */
function describeLeaks(leaks: readonly Leak[]): string {
  const lines = [`${leaks.length} ${leaks.length === 1 ? 'leak was' : 'leaks were'} found.`];
  let heading: string | undefined;
  for (const { kind, principal, resource, request, detail } of leaks.slice(0, LISTED)) {
    const next = `  ${resource}, asked by ${principal}`;
    if (next !== heading) lines.push(next);
    heading = next;
    lines.push(`    ${kind}: ${request}`, `      ${detail}`);
  }
  if (leaks.length > LISTED) lines.push(`  … and ${leaks.length - LISTED} more`);
  return lines.join('\n');
}
