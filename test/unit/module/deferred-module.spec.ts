import { describe, expect, it } from 'vitest';
import { DeferredModule } from '../../../lib/deferred-module.js';

class AnyModule {}

describe('DeferredModule', () => {
  it('is a promise to Nest, and makes its module only when it is awaited', async () => {
    let made = 0;
    const deferred = DeferredModule.of(() => ({
      module: AnyModule,
      providers: [{ provide: 'made', useValue: ++made }],
    }));
    expect(deferred).toBeInstanceOf(Promise);
    await Promise.resolve();
    expect(made).toBe(0);
    expect(await deferred).toMatchObject({ module: AnyModule });
    expect(made).toBe(1);
  });

  it('passes on what fails while it is made', async () => {
    const deferred = DeferredModule.of(() => {
      throw new Error('no entities');
    });
    await expect(deferred).rejects.toThrow('no entities');
  });
});
