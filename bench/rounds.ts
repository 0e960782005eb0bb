import { processorTimeUs } from './backend-time.js';
import { type Contestant, type Entry, entryOf } from './contestant.js';
import type { BenchDatabase } from './database.js';
import { knownAnswers } from './known-answers.js';
import { LoadClient } from './load-client.js';
import type { BenchOperation, Column } from './operations.js';
import type { ServerProcess } from './server.process.js';

const CONNECTIONS = 32;

/** How much is asked; each number of requests times the weight of the operation. */
export interface Effort {
  /** Requests of each operation that a server is warmed by. */
  readonly warmUp: number;
  readonly rounds: number;
  /** Requests of one operation in one round. */
  readonly requests: number;
}

/** What one contestant took for one operation in one round, each per request. */
export interface Sample {
  readonly cpuUs: number;
  readonly postgresUs: number | undefined;
  readonly wallUs: number;
  /** Half of the answers came within this time. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Samples of every contestant, by operation and then by label. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly Sample[]>>;

/** Warms every server, then lets them take turns in an order that is shuffled anew for every round and operation. */
export async function runRounds(
  contestants: readonly Contestant[],
  columns: readonly Column[],
  database: BenchDatabase,
  effort: Effort,
  progress: (text: string) => void,
): Promise<Samples> {
  const samples = new Map(columns.map(({ name }) => [name, new Map<string, Sample[]>()]));
  const asked = new Map<string, number>();
  const turn = async (entry: Entry, column: Column, requests: number): Promise<Sample> => {
    const { contestant, server } = entry;
    const key = `${column.name} ${contestant.label}`;
    const first = asked.get(key) ?? 0;
    const count = Math.max(3, Math.round(requests * column.weight));
    asked.set(key, first + count);
    const { number } = contestant;
    const isKnown = column.manner === 'known';
    const operation = isKnown ? await knownAnswers(entry.operation, server.port, number) : entry.operation;
    return measure({ ...contestant, server }, operation, database, count, first);
  };
  const entries = new Map(
    columns.map((column) => [column, contestants.flatMap((contestant) => entryOf(contestant, column) ?? [])]),
  );
  for (const column of columns) {
    progress(`warm-up: ${column.name}`);
    for (const entry of entries.get(column)!) await turn(entry, column, effort.warmUp);
  }
  for (let round = 1; round <= effort.rounds; round++) {
    progress(`round ${round} of ${effort.rounds}`);
    for (const column of columns) {
      for (const entry of shuffled(entries.get(column)!)) {
        const byLabel = samples.get(column.name)!;
        const { label } = entry.contestant;
        const sample = await turn(entry, column, effort.requests);
        byLabel.set(label, [...(byLabel.get(label) ?? []), sample]);
      }
    }
  }
  return samples;
}

/** Who is measured. */
export interface Measured {
  readonly server: ServerProcess;
  readonly number: number;
  readonly applicationName: string;
}

/** Sends one batch and takes the time; connecting is over before the clock starts. */
export async function measure(
  contestant: Measured,
  operation: BenchOperation,
  database: BenchDatabase,
  count: number,
  first: number,
): Promise<Sample> {
  const { server } = contestant;
  const client = await LoadClient.open(server.port, CONNECTIONS);
  try {
    const backends = await database.backends(contestant.applicationName);
    const postgresBefore = processorTimeUs(backends);
    const cpuBefore = await server.cpuUs();
    const { seconds, eachMs } = await client.run(count, operation.status, (number) =>
      operation.request(first + number, contestant.number),
    );
    const cpuAfter = await server.cpuUs();
    const postgresAfter = processorTimeUs(backends);
    const known = postgresBefore !== undefined && postgresAfter !== undefined && backends.length > 0;
    return {
      cpuUs: (cpuAfter - cpuBefore) / count,
      postgresUs: known ? (postgresAfter - postgresBefore) / count : undefined,
      wallUs: (seconds * 1e6) / count,
      p50Ms: eachMs.sort()[Math.floor(count * 0.5)]!,
      p99Ms: eachMs[Math.floor(count * 0.99)]!,
    };
  } finally {
    client.close();
  }
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
