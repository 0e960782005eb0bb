import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { HttpException } from '@nestjs/common';
import type { ApplicationConfig } from '@nestjs/core';

/** Where `@Catch()` keeps the classes it names. */
const CATCH_METADATA = '__filterCatchExceptions__';

/** Classes so general that a filter for them is a catch-all in the eyes of a REST API. */
const GENERAL_CLASSES: ReadonlySet<unknown> = new Set([Object, Error, HttpException]);

type Catchable = abstract new (...parameters: never[]) => unknown;

/** What a filter does with an exception. In contexts other than HTTP, Nest reads what it returns. */
export type ExceptionHandler = (exception: unknown, host: ArgumentsHost) => unknown;

interface HostFilter {
  readonly handle: ExceptionHandler;
  readonly classes: readonly Catchable[];
}

/** The global exception filters that the host application has beside ours, in the order in which Nest asks them. */
export class HostFilters {
  readonly #filters: readonly HostFilter[];

  constructor(config: ApplicationConfig, own: ExceptionFilter) {
    this.#filters = config
      .getGlobalFilters()
      .filter((filter) => filter !== own)
      .map((filter) => ({ handle: filter.catch.bind(filter), classes: caughtClasses(filter) }))
      .toReversed();
  }

  /** The filter that Nest itself would have picked without ours. */
  pick(exception: unknown): ExceptionHandler | undefined {
    const fitting = ({ classes }: HostFilter): boolean =>
      classes.length === 0 || classes.some((caught) => exception instanceof caught);
    return this.#filters.find(fitting)?.handle;
  }

  /** The first filter that names the exception's class or a special ancestor of it, so not `Error` or `HttpException`. */
  pickSpecial(exception: unknown): ExceptionHandler | undefined {
    const named = (caught: Catchable): boolean =>
      exception instanceof caught && (!GENERAL_CLASSES.has(caught) || classOf(exception) === caught);
    return this.#filters.find(({ classes }) => classes.some(named))?.handle;
  }
}

function caughtClasses(filter: ExceptionFilter): readonly Catchable[] {
  const prototype: unknown = Object.getPrototypeOf(filter);
  const onPrototype = isObject(prototype) ? (Reflect.getMetadata(CATCH_METADATA, prototype) as Catchable[]) : undefined;
  return onPrototype ?? (Reflect.getMetadata(CATCH_METADATA, filter.constructor) as Catchable[] | undefined) ?? [];
}

function classOf(exception: unknown): unknown {
  return isObject(exception) ? exception.constructor : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
