import { afterAll, beforeAll } from 'vitest';
import type { Api, ApiOptions } from './describe-api.js';
import { createTestApp } from './describe-api.js';

/** A second application beside the one of a suite, for hooks and tests. */
export function useTwin(api: Api, options: (api: Api) => ApiOptions): { readonly url: string } {
  const twin = { url: '' };
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const app = await createTestApp(api.platform, options(api), api.dataSource.options);
    close = () => app.close();
    await app.listen(0, '127.0.0.1');
    twin.url = await app.getUrl();
  });
  afterAll(() => close?.());
  return twin;
}
