import type { CanActivate, ExceptionFilter, NestInterceptor, PipeTransform, Type } from '@nestjs/common';

/** What stands around handlers, each a class with its dependencies or an instance, in Nest's order. */
export interface EnhancerOptions {
  /** Asked before anything is read; the first to refuse ends the request. */
  readonly guards?: readonly (Type<CanActivate> | CanActivate)[];
  /** The first one is the outermost. They see answers from the cache, too. */
  readonly interceptors?: readonly (Type<NestInterceptor> | NestInterceptor)[];
  /** Each sees what a route has read of the request, with `metadata.type` `custom`. */
  readonly pipes?: readonly (Type<PipeTransform> | PipeTransform)[];
  /** The nearest one that catches an exception answers it, before the problems of this library. */
  readonly filters?: readonly (Type<ExceptionFilter> | ExceptionFilter)[];
}
