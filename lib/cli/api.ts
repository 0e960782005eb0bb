import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApplication, listen, type ListenOptions } from '../light-api.application.js';
import type { LightApiOptions } from '../light-api.options.js';
import { moduleOfFile } from '../run-light-api.js';
import { ReportLogger } from './report.logger.js';

/** The API of a file that has started, and does not listen yet. */
export interface PreparedApi {
  readonly app: NestFastifyApplication;
  /** Answers with the URL. */
  listen(address: Required<ListenOptions>): Promise<string>;
  /** @param signal that ended the process; load balancers are given time to hear of it */
  close(signal?: string): Promise<void>;
}

/**
 * Reads the file, connects to its database and prints the boot report.
 *
 * @param options that go before those of the file
 * @throws LightApiBootError with everything that is wrong; nothing is left open
 */
export async function prepareApi(
  file: string,
  print: (line: string) => void,
  options?: LightApiOptions,
): Promise<PreparedApi> {
  const app = await createApplication(await moduleOfFile(file, options), new ReportLogger(print));
  try {
    await app.init();
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  // Nest hands the signal to the hooks of the shutdown, and its type does not say so.
  const ending: { close(signal?: string): Promise<void> } = app;
  return {
    app,
    listen: async (address) => {
      await listen(app, address);
      return app.getUrl();
    },
    close: (signal) => ending.close(signal),
  };
}
