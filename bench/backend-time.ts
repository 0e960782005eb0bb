import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second, whatever the kernel's own rate. */
const TICK_US = 10_000;

/** CPU time these processes have used so far, in microseconds; `undefined` where there is no `/proc` to tell it. */
export function processorTimeUs(pids: readonly number[]): number | undefined {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The process name, second field, is in parentheses and may hold spaces; utime and stime are 12 and 13 after it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      return undefined;
    }
  }
  return ticks * TICK_US;
}
