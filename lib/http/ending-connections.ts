import { setImmediate as turnOfLoop } from 'node:timers/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Time between two looks for connections that nothing is under way on, in milliseconds. */
const LOOK_MS = 50;

/** Turns of the event loop without a new connection after which none is waiting any more. */
const QUIET_TURNS = 5;

/** Brings the connections of a server to an end without cutting off an answer. */
export class EndingConnections {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly server: Server) {}

  /** Every answer from now on is the last one on its connection, and says so (RFC 9112 §9.6). */
  sayGoodbye(): void {
    this.server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
  }

  /**
   * Takes the connections that wait to be accepted, which closing the server would reset. Node accepts one in each turn of
   * the event loop, so a busy process may have many of them; what has arrived on others is read meanwhile as well.
   *
   * @param longestMs where new ones never end, in milliseconds
   */
  async takeArrived(longestMs: number): Promise<void> {
    let quiet = 0;
    const hear = (): void => void (quiet = 0);
    this.server.on('connection', hear);
    const deadline = performance.now() + longestMs;
    while (quiet++ < QUIET_TURNS && performance.now() < deadline) await turnOfLoop();
    this.server.off('connection', hear);
  }

  /**
   * Closes connections as soon as nothing is under way on them, which Node does only for those that are idle when a server
   * closes, and all that are left after a while.
   */
  end(timeoutMs: number): void {
    this.timers.push(
      // After what has arrived meanwhile is read: until then such a connection looks idle.
      setInterval(() => setImmediate(() => this.server.closeIdleConnections()), LOOK_MS).unref(),
      setTimeout(() => this.server.closeAllConnections(), timeoutMs).unref(),
    );
  }

  /** The server is closed. */
  forget(): void {
    for (const timer of this.timers) clearTimeout(timer);
  }
}
