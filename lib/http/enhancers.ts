import { UseFilters, UseGuards, UseInterceptors, UsePipes } from '@nestjs/common';
import type { EnhancerOptions } from '../resource/enhancer.options.js';
import type { Operation } from '../resource/operation.js';

/** What users put around the handlers of a resource. */
export interface ResourceEnhancers {
  /** Around all of them: those of the context, then the resource's own. */
  readonly all: readonly EnhancerOptions[];
  /** Around those of one operation, inside of the others. */
  readonly operations: { readonly [Name in Operation]?: EnhancerOptions };
}

/** Puts all of it around a controller class, or around one handler; where there is something already, inside of that. */
export function enhancersOf({
  guards,
  interceptors,
  pipes,
  filters,
}: EnhancerOptions): (ClassDecorator & MethodDecorator)[] {
  return [
    ...(guards?.length ? [UseGuards(...guards)] : []),
    ...(interceptors?.length ? [UseInterceptors(...interceptors)] : []),
    ...(pipes?.length ? [UsePipes(...pipes)] : []),
    ...(filters?.length ? [UseFilters(...filters)] : []),
  ];
}
