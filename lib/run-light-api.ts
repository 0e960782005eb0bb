import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LightApiBootError } from './compiler/boot.error.js';
import { readEnvironment } from './config/environment.js';
import { answerFrameworkError } from './http/framework-error.reply.js';
import { ProblemFilter } from './http/problem.filter.js';
import { LightApiModule } from './light-api.module.js';
import type { LightApiOptions } from './light-api.options.js';

/** Options of {@link runLightApi}: those of `forRoot`, and where to listen. */
export interface RunLightApiOptions<
  Entities extends readonly object[] = readonly object[],
> extends LightApiOptions<Entities> {
  /** Address to listen on. Default `LIGHTAPI_HOST`, else `127.0.0.1`. */
  readonly host?: string;
  /** Port to listen on, 0 for any free one. Default `LIGHTAPI_PORT`, else 3000. */
  readonly port?: number;
}

/** Time a client may take to send the header of a request, and all of it, in milliseconds. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Creates a Nest application with this one module on Fastify, with shutdown hooks, and listens.
 *
 * @throws LightApiBootError with everything that has to be mended first
 * @example
 * ```ts
 * await runLightApi({ entities: [Author, Book] });
 * ```
 */
export async function runLightApi<const Entities extends readonly object[] = readonly object[]>(
  options: RunLightApiOptions<Entities>,
): Promise<NestFastifyApplication> {
  const { environment, problems } = readEnvironment();
  if (problems.length > 0) {
    throw new LightApiBootError(
      problems.map(({ variable, message, fix }) => ({
        code: 'LA033',
        place: 'environment',
        message: `${variable} ${message}`,
        fix,
      })),
    );
  }
  const { host = environment.host, port = environment.port, ...moduleOptions } = options;
  const adapter = new FastifyAdapter({
    frameworkErrors: answerFrameworkError,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    LightApiModule.forRoot(moduleOptions as LightApiOptions<Entities>),
    adapter,
    { abortOnError: false },
  );
  app.get(ProblemFilter).ownEveryPath();
  app.enableShutdownHooks();
  await app.listen(port, host);
  new Logger('LightApi').log(`Listening on ${await app.getUrl()}`);
  return app;
}
