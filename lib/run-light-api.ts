import { Logger, type DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readFileDefinition } from './config/file/read-file.js';
import { createApplication, listen, listenAddress, type ListenOptions } from './light-api.application.js';
import { LightApiModule } from './light-api.module.js';
import { LightApiShutdown } from './light-api.shutdown.js';
import type { LightApiOptions } from './light-api.options.js';

/** Options of {@link runLightApi}: those of `forRoot`, and where to listen. */
export interface RunLightApiOptions<Entities extends readonly object[] = readonly object[]>
  extends LightApiOptions<Entities>, ListenOptions {}

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
): Promise<NestFastifyApplication>;
/**
 * The same with the API of a YAML file. Options that are given here as well go before those of the file.
 *
 * @param file its path, from the working directory
 * @throws LightApiBootError with file, line and column of everything that is wrong in it
 * @example
 * ```ts
 * await runLightApi('lightapi.yaml', { port: 8080 });
 * ```
 */
export async function runLightApi<const Entities extends readonly object[] = readonly object[]>(
  file: string,
  options?: RunLightApiOptions<Entities>,
): Promise<NestFastifyApplication>;
export async function runLightApi(
  first: RunLightApiOptions | string,
  second: RunLightApiOptions = {},
): Promise<NestFastifyApplication> {
  const { host, port, ...options } = typeof first === 'string' ? second : first;
  const address = listenAddress({ host, port });
  const root =
    typeof first === 'string'
      ? await moduleOfFile(first, options)
      : LightApiModule.forRoot({ health: true, ...options });
  const app = await createApplication(root);
  app.get(LightApiShutdown).ownProcess();
  app.enableShutdownHooks();
  await listen(app, address);
  new Logger('LightApi').log(`Listening on ${await app.getUrl()}`);
  return app;
}

class LightApiFileModule {}

/**
 * The API of a file as a module that Nest takes for the root of an application, which a promise is not. Nothing else is
 * in it, so it has probes unless the file says otherwise.
 */
export async function moduleOfFile(file: string, options: LightApiOptions = {}): Promise<DynamicModule> {
  const { definition } = await readFileDefinition(file);
  const { health = definition.health ?? true } = options;
  return { module: LightApiFileModule, imports: [LightApiModule.forFile(file, { ...options, health })] };
}
