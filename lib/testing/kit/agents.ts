import type { Server } from 'node:http';
import type supertest from 'supertest';
import { loadForTests } from './optional-package.js';

/** A supertest agent: `get`, `post`, `put`, `patch`, `delete`, `head`, `options`. */
export type ApiAgent = ReturnType<typeof supertest.agent>;

/** Makes supertest agents of a server; without supertest everything else of the kit works. */
export class Agents {
  private constructor(
    private readonly server: Server,
    private readonly loaded: typeof supertest | Error,
  ) {}

  static async of(server: Server): Promise<Agents> {
    try {
      const { default: loaded } = await loadForTests('supertest', () => import('supertest'));
      return new Agents(server, loaded);
    } catch (error) {
      return new Agents(server, error as Error);
    }
  }

  /** @throws Error that says what to install, where supertest is not there */
  create(headers: Readonly<Record<string, string>> = {}): ApiAgent {
    if (this.loaded instanceof Error) throw this.loaded;
    const agent = this.loaded.agent(this.server);
    for (const [name, value] of Object.entries(headers)) agent.set(name, value);
    return agent;
  }
}
