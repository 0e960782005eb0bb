import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Inject, Req, Res, SetMetadata, type Type, VERSION_NEUTRAL } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import { LightApiError } from '../common/light-api.error.js';
import type { Metrics } from './metrics.js';
import { LIGHT_API_METRICS } from './metrics.options.js';

/** What `@SkipThrottle()` writes: who reads the figures every few seconds is no caller. */
const SKIP_THROTTLE = 'THROTTLER:SKIPdefault';

/**
 * Makes the controller of the figures. Like the docs it takes part in the global prefix and in global guards, but not in
 * versioning.
 *
 * @param token that has to be sent; `undefined` lets everybody read
 */
export function createMetricsController(path: string, token: string | undefined): Type<unknown> {
  const wanted = token === undefined ? undefined : digestOf(`Bearer ${token}`);
  class MetricsController {
    constructor(
      readonly adapterHost: HttpAdapterHost,
      readonly metrics: Metrics,
    ) {}

    async read(request: { readonly headers: { readonly authorization?: string } }, response: unknown): Promise<void> {
      if (wanted !== undefined && !timingSafeEqual(wanted, digestOf(request.headers.authorization ?? ''))) {
        throw new LightApiError('LA602', 'The token of the metrics is missing or wrong.', {
          headers: { 'WWW-Authenticate': 'Bearer' },
        });
      }
      const text = await this.metrics.text();
      const { httpAdapter } = this.adapterHost;
      httpAdapter.setHeader(response, 'content-type', this.metrics.contentType);
      httpAdapter.setHeader(response, 'cache-control', 'no-store');
      httpAdapter.reply(response, text, 200);
    }
  }
  Inject(HttpAdapterHost)(MetricsController, undefined, 0);
  Inject(LIGHT_API_METRICS)(MetricsController, undefined, 1);
  const prototype: object = MetricsController.prototype;
  Req()(prototype, 'read', 0);
  Res()(prototype, 'read', 1);
  Get()(prototype, 'read', Object.getOwnPropertyDescriptor(prototype, 'read')!);
  SetMetadata(SKIP_THROTTLE, true)(MetricsController);
  ApiExcludeController()(MetricsController);
  Controller({ path, version: VERSION_NEUTRAL })(MetricsController);
  return MetricsController;
}

/** Of one length, whatever was sent. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
