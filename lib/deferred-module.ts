import type { DynamicModule } from '@nestjs/common';

/**
 * A dynamic module that is made when Nest scans it, not when the decorator around it is evaluated: by then the
 * application's `forRoot` is known, in whatever order the files were loaded. Nest awaits it several times and has to
 * get the same module each time, so `make` has to answer with the same object for the same application.
 */
export class DeferredModule extends Promise<DynamicModule> {
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  static of(make: () => DynamicModule | Promise<DynamicModule>): DeferredModule {
    const deferred = new DeferredModule(() => undefined);
    deferred.make = make;
    return deferred;
  }

  private make: () => DynamicModule | Promise<DynamicModule>;
  private readonly made = new WeakSet<DynamicModule>();

  /** Whether this is how a module was imported. */
  hasMade(module: DynamicModule): boolean {
    return this.made.has(module);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- a promise it is; Nest knows it by `instanceof`
  override then<Fulfilled = DynamicModule, Rejected = never>(
    onFulfilled?: ((module: DynamicModule) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return new Promise<DynamicModule>((resolve) => resolve(this.make()))
      .then((module) => {
        this.made.add(module);
        return module;
      })
      .then(onFulfilled, onRejected);
  }
}
