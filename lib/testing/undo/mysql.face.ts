import type { Borrower, SharedConnection } from './shared-connection.js';

type Callback = (error: Error | null, result?: unknown, fields?: unknown) => void;

/** The parts of mysql2's connections that are needed here. */
export interface MysqlConnection {
  query(...given: readonly unknown[]): unknown;
  release(): void;
  destroy(): void;
}

export async function mysqlSay(connection: MysqlConnection, text: string): Promise<void> {
  await send(connection, [text]);
}

/** What one borrower takes for its connection. */
export function mysqlFace(connection: MysqlConnection, shared: SharedConnection): Borrower {
  const ask = async (given: readonly unknown[]): Promise<readonly [unknown, unknown]> => {
    const answer = await shared.run(face, textOf(given[0]), () => send(connection, given));
    return answer ?? [{ affectedRows: 0, insertId: 0, info: '' }, undefined];
  };
  const leave = (): void => shared.leave(face);
  const face: MysqlConnection = Object.create(connection, {
    release: { value: leave },
    destroy: { value: leave },
    promise: { value: () => ({ query: (...given: unknown[]) => ask(given) }) },
    query: {
      value: (...given: unknown[]): unknown => {
        const callback = given.at(-1);
        // Without one it is a stream of rows, which nobody can be kept waiting for.
        if (typeof callback !== 'function') return connection.query(...given);
        return void tellOf(ask(given.slice(0, -1)), callback as Callback);
      },
    },
  }) as MysqlConnection;
  return face;
}

async function tellOf(answer: Promise<readonly [unknown, unknown]>, callback: Callback): Promise<void> {
  let told: readonly [unknown, unknown];
  try {
    told = await answer;
  } catch (error) {
    return callback(error as Error);
  }
  callback(null, ...told);
}

function send(connection: MysqlConnection, given: readonly unknown[]): Promise<readonly [unknown, unknown]> {
  return new Promise((resolve, reject) => {
    const tell: Callback = (error, result, fields) => {
      if (error === null) resolve([result, fields]);
      else reject(error);
    };
    connection.query(...given, tell);
  });
}

function textOf(query: unknown): string | undefined {
  const text = typeof query === 'string' ? query : (query as { readonly sql?: unknown } | null)?.sql;
  return typeof text === 'string' ? text : undefined;
}
