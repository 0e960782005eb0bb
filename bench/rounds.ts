import { processorTimeUs } from './backend-time.js';
import type { Contestant } from './contestant.js';
import type { BenchDatabase } from './database.js';
import { LoadClient } from './load-client.js';
import type { BenchOperation } from './operations.js';

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
}

/** Samples of every contestant, by operation and then by label. */
export type Samples = ReadonlyMap<string, ReadonlyMap<string, readonly Sample[]>>;

/** Warms every server, then lets them take turns in an order that is shuffled anew for every round and operation. */
export async function runRounds(
  contestants: readonly Contestant[],
  operations: readonly BenchOperation[],
  database: BenchDatabase,
  effort: Effort,
  progress: (text: string) => void,
): Promise<Samples> {
  const samples = new Map(
    operations.map(({ name }) => [name, new Map(contestants.map(({ label }) => [label, [] as Sample[]]))]),
  );
  const asked = new Map<string, number>();
  const next = (operation: BenchOperation, contestant: Contestant, count: number): number => {
    const key = `${operation.name} ${contestant.label}`;
    const first = asked.get(key) ?? 0;
    asked.set(key, first + count);
    return first;
  };
  for (const contestant of contestants) {
    progress(`warm-up: ${contestant.label}`);
    for (const operation of operations) {
      const count = effort.warmUp * operation.weight;
      await measure(contestant, operation, database, count, next(operation, contestant, count));
    }
  }
  for (let round = 1; round <= effort.rounds; round++) {
    progress(`round ${round} of ${effort.rounds}`);
    for (const operation of operations) {
      for (const contestant of shuffled(contestants)) {
        const count = effort.requests * operation.weight;
        const sample = await measure(contestant, operation, database, count, next(operation, contestant, count));
        samples.get(operation.name)!.get(contestant.label)!.push(sample);
      }
    }
  }
  return samples;
}

/** Sends one batch and takes the time; connecting is over before the clock starts. */
export async function measure(
  contestant: Contestant,
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
    const seconds = await client.run(count, operation.status, (number) =>
      operation.request(first + number, contestant.number),
    );
    const cpuAfter = await server.cpuUs();
    const postgresAfter = processorTimeUs(backends);
    const known = postgresBefore !== undefined && postgresAfter !== undefined && backends.length > 0;
    return {
      cpuUs: (cpuAfter - cpuBefore) / count,
      postgresUs: known ? (postgresAfter - postgresBefore) / count : undefined,
      wallUs: (seconds * 1e6) / count,
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
