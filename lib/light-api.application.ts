import type { DynamicModule, INestApplication, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LightApiBootError } from './compiler/boot.error.js';
import { readEnvironment } from './config/environment.js';
import { answerFrameworkError } from './http/framework-error.reply.js';
import { ProblemFilter } from './http/problem.filter.js';

/** Where an application listens. */
export interface ListenOptions {
  /** Address to listen on. Default `LIGHTAPI_HOST`, else `127.0.0.1`. */
  readonly host?: string;
  /** Port to listen on, 0 for any free one. Default `LIGHTAPI_PORT`, else 3000. */
  readonly port?: number;
}

/** Time a client may take to send the header of a request, and all of it, in milliseconds. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Where to listen, by the options and the environment.
 *
 * @throws LightApiBootError LA033 with every variable that cannot be used
 */
export function listenAddress({ host, port }: ListenOptions): Required<ListenOptions> {
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
  return { host: host ?? environment.host, port: port ?? environment.port };
}

/**
 * A Nest application of LightApi alone, on Fastify, that is ready to listen. What was opened on the way is closed again
 * when it cannot start.
 *
 * @param root `LightApiModule.forRoot()`, or a module that imports `forFile()`
 * @param logger default: Nest's own
 * @throws LightApiBootError with everything that has to be mended first
 */
export async function createApplication(root: DynamicModule, logger?: LoggerService): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(root, createAdapter(), {
    abortOnError: false,
    ...(logger && { logger }),
  });
  ownEveryPath(app);
  return app;
}

/** Fastify for an application of LightApi alone. */
export function createAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    frameworkErrors: answerFrameworkError,
    // What still comes over connections that are there is answered until the last of them is closed.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
  });
}

/** Whatever path is asked for, the answer is ours to give. Before the application starts. */
export function ownEveryPath(app: INestApplication): void {
  app.get(ProblemFilter, { strict: false }).ownEveryPath();
}

/** Listens; closes the application when it cannot. */
export async function listen(app: NestFastifyApplication, { host, port }: Required<ListenOptions>): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    // What failed first is what has to be told.
    await app.close().catch(() => undefined);
    throw error;
  }
}
