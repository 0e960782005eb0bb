import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Time between two looks for connections that nothing is under way on, in milliseconds. */
const LOOK_MS = 50;

/** Turns of the event loop without a new connection after which none is waiting any more. */
const QUIET_TURNS = 5;

/** Brings the connections of servers to an end without cutting off an answer. */
export class EndingConnections {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly servers: readonly Server[]) {}

  /** Every answer from now on is the last one on its connection, and says so (RFC 9112 §9.6). */
  sayGoodbye(): void {
    for (const server of this.servers) {
      server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
        response.shouldKeepAlive = false;
      });
    }
  }

  /**
   * Takes the connections that wait to be accepted, which closing a server would reset. Node accepts one in each turn of
   * the event loop, so a busy process may have many of them; what has arrived on others is read meanwhile as well.
   *
   * @param longestMs where new ones never end, in milliseconds
   */
  async takeArrived(longestMs: number): Promise<void> {
    let quiet = 0;
    const hear = (): void => void (quiet = 0);
    for (const server of this.servers) server.on('connection', hear);
    const deadline = performance.now() + longestMs;
    while (quiet++ < QUIET_TURNS && performance.now() < deadline) await turnOfLoop();
    for (const server of this.servers) server.off('connection', hear);
  }

  /**
   * Closes connections as soon as nothing is under way on them, which Node does only for those that are idle when a server
   * closes, and all that are left after a while.
   */
  end(timeoutMs: number): void {
    for (const server of this.servers) {
      this.timers.push(
        // After what has arrived meanwhile is read: until then such a connection looks idle.
        setInterval(() => setImmediate(() => server.closeIdleConnections()), LOOK_MS).unref(),
        setTimeout(() => server.closeAllConnections(), timeoutMs).unref(),
      );
    }
  }

  /**
   * Closes the servers beside the first, and waits for what is under way on them: the framework waits for the first alone,
   * and then the databases are closed.
   */
  async closeFurther(): Promise<void> {
    const further = this.servers.slice(1);
    await Promise.all(further.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  /** The servers are closed. */
  forget(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}
