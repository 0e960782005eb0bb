import type { Borrower, SharedConnection } from './shared-connection.js';

/** The parts of pg's client that are needed here. */
export interface PgClient {
  query(first: unknown, ...others: unknown[]): unknown;
}

/** What pg takes as a query that does everything itself, such as a cursor or a query of ours. */
interface Submittable {
  submit(connection: unknown): unknown;
  handleReadyForQuery(...given: unknown[]): unknown;
  handleError(error: Error, ...given: unknown[]): unknown;
}

type Callback = (error: Error | null, result?: unknown) => void;

export async function postgresSay(client: PgClient, text: string): Promise<void> {
  await (client.query(text) as Promise<unknown>);
}

/** What one borrower takes for its client. */
export function postgresFace(client: PgClient, shared: SharedConnection): Borrower {
  const ignore = { value: () => face };
  const face: PgClient = Object.create(client, {
    // The connection outlasts whoever listens, and there are as many of them as there are borrowers.
    on: ignore,
    removeListener: ignore,
    query: {
      value: (first: unknown, ...others: unknown[]): unknown => {
        if (isSubmittable(first)) return submit(first);
        const callback = others.find((given) => typeof given === 'function') as Callback | undefined;
        const given = others.filter((one) => one !== callback);
        const answer = shared.run(face, textOf(first), () => client.query(first, ...given) as Promise<unknown>);
        const told = answer.then((result) => result ?? { rows: [], rowCount: 0, command: '' });
        if (callback === undefined) return told;
        return void tellOf(told, callback);
      },
    },
  }) as PgClient;
  const submit = (query: Submittable): Submittable => {
    shared.run(face, undefined, () => completed(client, query)).catch(() => undefined);
    return query;
  };
  return face;
}

async function tellOf(answer: Promise<unknown>, callback: Callback): Promise<void> {
  let result: unknown;
  try {
    result = await answer;
  } catch (error) {
    return callback(error as Error);
  }
  callback(null, result);
}

/** Sends a query that tells its own caller how it went, and tells us as well. */
function completed(client: PgClient, query: Submittable): Promise<void> {
  return new Promise((resolve, reject) => {
    const handleReadyForQuery = query.handleReadyForQuery.bind(query);
    const handleError = query.handleError.bind(query);
    query.handleReadyForQuery = (...given) => {
      resolve();
      return handleReadyForQuery(...given);
    };
    query.handleError = (error, ...given) => {
      reject(error);
      return handleError(error, ...given);
    };
    client.query(query);
  });
}

function isSubmittable(query: unknown): query is Submittable {
  return typeof query === 'object' && query !== null && typeof (query as Partial<Submittable>).submit === 'function';
}

function textOf(query: unknown): string | undefined {
  const text = typeof query === 'string' ? query : (query as { readonly text?: unknown } | null)?.text;
  return typeof text === 'string' ? text : undefined;
}
