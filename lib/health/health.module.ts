import type { DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { createHealthController } from './health.controller.factory.js';

/** The module of the probes. What they ask comes from the module of `forRoot`, which is global. */
export class HealthModule {
  /** @param path of both routes, without slashes around it */
  static at(path: string): DynamicModule {
    return {
      module: HealthModule,
      // A failure is told once by ours, not once for each probe.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [createHealthController(path)],
    };
  }
}
