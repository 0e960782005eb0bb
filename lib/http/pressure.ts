import type { ServerResponse } from 'node:http';
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { LightApiError } from '../common/light-api.error.js';
import type { PressureOptions } from './pressure.options.js';
import { describeProblem } from './problem.mapper.js';
import { PROBLEM_CONTENT_TYPE } from './problem.reply.js';
import type { RequestLoad } from './request-load.js';

/** Time between two looks at the event loop and the heap, in milliseconds. */
const LOOK_MS = 500;
/** Time between two measurements of the event loop, in milliseconds, which is a part of what is measured. */
const RESOLUTION_MS = 10;
const RETRY_AFTER_SECONDS = 5;

/** Knows whether there is more to do than can be done, and turns requests away then. */
export class Pressure {
  private readonly delays: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer: NodeJS.Timeout;
  private readonly maxInFlight: number;
  private readonly text: string;
  private readonly retryAfter: string;
  private isBusy = false;

  constructor(
    private readonly options: PressureOptions,
    private readonly load: RequestLoad,
  ) {
    const { maxInFlight = Infinity, retryAfterSeconds = RETRY_AFTER_SECONDS } = options;
    this.maxInFlight = maxInFlight;
    this.retryAfter = String(retryAfterSeconds);
    const error = new LightApiError('LA413', 'There is more to do than can be done.', {
      hint: 'Wait as long as Retry-After says.',
    });
    this.text = JSON.stringify(describeProblem(error));
    this.delays.enable();
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** With the request that is asked for among those that are under way. */
  get isTooHigh(): boolean {
    return this.isBusy || this.load.inFlight > this.maxInFlight;
  }

  /** Answers with 503 by Node's own means: the platform need not hear of the request. */
  turnAway(response: ServerResponse): void {
    response.statusCode = 503;
    response.setHeader('Content-Type', PROBLEM_CONTENT_TYPE);
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('Retry-After', this.retryAfter);
    response.end(this.text);
  }

  stop(): void {
    clearInterval(this.timer);
    this.delays.disable();
  }

  private look(): void {
    const { maxEventLoopDelayMs = Infinity, maxHeapBytes = Infinity } = this.options;
    const delayMs = this.delays.mean / 1e6 - RESOLUTION_MS;
    this.delays.reset();
    this.isBusy = delayMs > maxEventLoopDelayMs || process.memoryUsage().heapUsed > maxHeapBytes;
  }
}
