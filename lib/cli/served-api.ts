import { setTimeout as wait } from 'node:timers/promises';
import { listenAddress, type ListenOptions } from '../light-api.application.js';
import { prepareApi, type PreparedApi } from './api.js';
import { CommandError } from './command.error.js';
import { printLine } from './streams.js';

/** Time for requests that are on their way when the process is told to end. */
const CLOSE_DEADLINE_MS = 10_000;

interface Running {
  readonly api: PreparedApi;
  readonly asked: Required<ListenOptions>;
  readonly url: string;
}

/** The API of a file that is served now. Another one takes its place only when it has started. */
export class ServedApi {
  #running: Running | undefined;

  /** @param given where to listen, before what the environment says */
  constructor(
    private readonly file: string,
    private readonly given: ListenOptions,
  ) {}

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Reads the file and serves its API, in the place of the one before.
   *
   * @throws LightApiBootError with what is wrong; the API before goes on
   */
  async start(): Promise<void> {
    const asked = listenAddress(this.given);
    const api = await prepareApi(this.file, printLine);
    const before = this.#running;
    const isSamePlace = before?.asked.host === asked.host && before.asked.port === asked.port;
    if (isSamePlace) await this.#end();
    // Any port was wanted, and clients know the first one by now.
    const port = isSamePlace ? Number(new URL(before.url).port) : asked.port;
    const url = await api.listen({ host: asked.host, port });
    if (!isSamePlace) await before?.api.close();
    this.#running = { api, asked, url };
    printLine(`Listening on ${url}`);
  }

  /** @throws CommandError when requests do not end in time */
  async close(signal: string): Promise<void> {
    const isClosed = await Promise.race([this.#end(signal).then(() => true), wait(CLOSE_DEADLINE_MS, false)]);
    if (isClosed) return;
    throw new CommandError(`Requests went on for ${CLOSE_DEADLINE_MS / 1000} s more, and were given up.`);
  }

  async #end(signal?: string): Promise<void> {
    const before = this.#running;
    this.#running = undefined;
    await before?.api.close(signal);
  }
}
