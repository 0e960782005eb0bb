import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What stands between both ends. */
type Weather = 'fine' | 'refusing' | 'frozen';

/** A pair of sockets; what is to be sent waits in the pair while it is held. */
interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  /** Whether nothing passes it any more, whatever the weather. */
  isDead: boolean;
  readonly held: (() => void)[];
  /** Done when all that was sent back so far has passed. */
  last: Promise<void>;
}

/** Stands in front of a server of TCP, and lets it be away in all the ways in which servers are. */
export class TcpProxy {
  private weather: Weather = 'fine';
  private delayMs = 0;
  private readonly pairs = new Set<Pair>();

  private constructor(
    private readonly server: Server,
    private readonly target: { readonly host: string; readonly port: number },
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async start(host: string, port: number): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpProxy(server, { host, port });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Ends every connection and turns new ones away. */
  refuse(): void {
    this.weather = 'refusing';
    for (const { near } of this.pairs) near.resetAndDestroy();
  }

  /** Turns new connections away, and leaves the others as they are. */
  refuseNew(): void {
    this.weather = 'refusing';
  }

  /** Ends every connection; new ones are let in. */
  kill(): void {
    this.comeBack();
    for (const { near } of this.pairs) near.resetAndDestroy();
  }

  /** Keeps connections, takes new ones, and passes nothing on until it is back. */
  freeze(): void {
    this.weather = 'frozen';
  }

  /** Never again passes anything on over the connections that there are, and closes none of them; new ones work. */
  bury(): void {
    for (const pair of this.pairs) pair.isDead = true;
  }

  /** Everything takes so much longer, there and back together. */
  slowDown(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  comeBack(): void {
    this.weather = 'fine';
    this.delayMs = 0;
    for (const pair of this.pairs) this.release(pair);
  }

  async close(): Promise<void> {
    for (const { near, far } of this.pairs) {
      near.destroy();
      far.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    if (this.weather === 'refusing') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(this.target);
    const pair: Pair = { near, far, isDead: false, held: [], last: Promise.resolve() };
    this.pairs.add(pair);
    near.on('data', (chunk) => this.pass(pair, () => far.write(chunk)));
    far.on('data', (chunk) => this.passLater(pair, () => near.write(chunk)));
    const end = (): void => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  }

  /** In the order in which it came, however the delay changes. */
  private passLater(pair: Pair, send: () => void): void {
    const due = performance.now() + this.delayMs;
    pair.last = pair.last.then(async () => {
      const rest = due - performance.now();
      if (rest > 0) await sleep(rest);
      this.pass(pair, send);
    });
  }

  private pass(pair: Pair, send: () => void): void {
    pair.held.push(send);
    if (this.weather !== 'frozen') this.release(pair);
  }

  private release(pair: Pair): void {
    if (pair.isDead) return;
    for (const send of pair.held.splice(0)) send();
  }
}
