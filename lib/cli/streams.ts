/** What the command was asked for: reports, documents, help. */
export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What the user has to know beside it: problems, warnings. */
export function printProblem(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Whoever reads the output may stop early, as `head` does: that is no failure. */
export function allowEarlyEnd(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
}

/** Waits until everything that was printed has left the process. */
export async function ended(): Promise<void> {
  const streams = [process.stdout, process.stderr];
  await Promise.all(streams.map((stream) => new Promise<void>((resolve) => void stream.write('', () => resolve()))));
}
