import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Readiness } from './health/readiness.js';
import { EndingConnections } from './http/ending-connections.js';
import { listeningServers } from './http/listening-servers.js';
import { SHUTDOWN } from './http/shutdown.options.js';
import { LIGHT_API_OPTIONS } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';

/** Time that closing what is behind the last request may take, in milliseconds. */
const CLOSE_MS = 1_000;

/**
 * Lets an application end without losing a request: not ready any more, each answer the last on its connection, then no
 * new connections, and the data sources, which Nest closes after the server, when nothing is under way.
 */
@Injectable()
export class LightApiShutdown implements BeforeApplicationShutdown, OnApplicationShutdown {
  private connections: EndingConnections | undefined;
  private ownsProcess = false;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly readiness: Readiness,
    @Inject(LIGHT_API_OPTIONS) private readonly options: LightApiRuntimeOptions,
  ) {}

  /** Where nobody else runs in the process, it is ended although a database does not let go of its connections. */
  ownProcess(): void {
    this.ownsProcess = true;
  }

  async beforeApplicationShutdown(signal?: string): Promise<void> {
    this.readiness.stop();
    const { drainMs, timeoutMs } = { ...SHUTDOWN, ...this.options.shutdown };
    if (signal !== undefined && this.ownsProcess) endProcessAfter(drainMs + timeoutMs + CLOSE_MS);
    const servers = listeningServers(this.adapterHost.httpAdapter);
    if (servers.length === 0) return;
    this.connections = new EndingConnections(servers);
    this.connections.sayGoodbye();
    // An application that closes itself, as tests do, has nobody to wait for.
    if (signal !== undefined) await sleep(drainMs);
    const drainedAt = performance.now();
    await this.connections.takeArrived(timeoutMs / 2);
    this.connections.end(timeoutMs - (performance.now() - drainedAt));
    await this.connections.closeFurther();
  }

  /** After the servers are closed. */
  onApplicationShutdown(): void {
    this.connections?.forget();
  }
}

function endProcessAfter(milliseconds: number): void {
  setTimeout(endProcess, milliseconds).unref();
}

function endProcess(): void {
  new Logger('LightApi').error('The process did not end by itself, and is ended.');
  process.exit(1);
}
