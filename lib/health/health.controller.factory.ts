import {
  Controller,
  Get,
  HttpException,
  Inject,
  Req,
  Res,
  SetMetadata,
  type Type,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService } from '@nestjs/terminus';
import { Readiness } from './readiness.js';

/** What the body says, in the form of `@nestjs/terminus`. */
const ALIVE = { status: 'ok', info: {}, error: {}, details: {} };
const STOPPING = { ...ALIVE, status: 'shutting_down' };

/** What `@SkipThrottle()` writes: a probe that is turned away would take a sound container out of service. */
const SKIP_THROTTLE = 'THROTTLER:SKIPdefault';

/** What the class has that is made for a path. Answers by itself, so that an interceptor cannot reshape or keep it. */
class Probes {
  constructor(
    readonly adapterHost: HttpAdapterHost,
    readonly health: HealthCheckService,
    readonly readiness: Readiness,
  ) {}

  send(response: unknown, body: object, status: number): void {
    const { httpAdapter } = this.adapterHost;
    httpAdapter.setHeader(response, 'content-type', 'application/json; charset=utf-8');
    httpAdapter.setHeader(response, 'cache-control', 'no-store');
    httpAdapter.reply(response, JSON.stringify(body), status);
  }
}

/**
 * Makes the controller of `live`, which says that the process runs and asks nobody, and of `ready`, which is 503 while the
 * application cannot answer or is shutting down. Like the docs they take part in the global prefix and in global guards,
 * but not in versioning.
 */
export function createHealthController(path: string): Type<unknown> {
  class HealthController extends Probes {
    live(_request: unknown, response: unknown): void {
      this.send(response, ALIVE, 200);
    }

    async ready(_request: unknown, response: unknown): Promise<void> {
      if (this.readiness.isStopping) return this.send(response, STOPPING, 503);
      const { body, status } = await this.ask();
      // It may have begun to shut down meanwhile.
      if (this.readiness.isStopping) this.send(response, STOPPING, 503);
      else this.send(response, body, status);
    }

    private async ask(): Promise<{ readonly body: object; readonly status: number }> {
      try {
        return { body: await this.health.check(this.readiness.indicators()), status: 200 };
      } catch (error) {
        if (!(error instanceof HttpException)) throw error;
        return { body: error.getResponse() as object, status: error.getStatus() };
      }
    }
  }
  for (const [index, token] of [HttpAdapterHost, HealthCheckService, Readiness].entries()) {
    Inject(token)(HealthController, undefined, index);
  }
  for (const name of ['live', 'ready'] as const) addRoute(HealthController, name);
  SetMetadata(SKIP_THROTTLE, true)(HealthController);
  ApiExcludeController()(HealthController);
  Controller({ path, version: VERSION_NEUTRAL })(HealthController);
  return HealthController;
}

function addRoute(controller: Type<Probes>, name: 'live' | 'ready'): void {
  const prototype: object = controller.prototype;
  Req()(prototype, name, 0);
  Res()(prototype, name, 1);
  Get(name)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name)!);
}
