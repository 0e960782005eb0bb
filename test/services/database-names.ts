const RUN = 'LIGHTAPI_TEST_RUN';

/** Begins a run in this process: databases of the processes that it starts have names of their own, by which its end finds them. */
export function beginRun(): void {
  process.env[RUN] = String(process.pid);
}

/** What the names of all databases of the run begin with. */
export function databasePrefix(): string {
  return `lightapi_test_${process.env[RUN] ?? process.pid}_`;
}

/** The URL of a database on the same server. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
