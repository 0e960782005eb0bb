import { randomUUID } from 'node:crypto';
import type { INestApplication } from '@nestjs/common';
import type { PrincipalRequest } from '../../auth/request-principal.js';
import type { TestUser } from './test-api.options.js';

const HEADER = 'x-lightapi-test-user';

/** The part of a Fastify instance that is needed here. */
interface Hooked {
  addHook(name: 'onRequest', hook: (request: PrincipalRequest, reply: unknown, done: () => void) => void): unknown;
}

/**
 * Users of tests whom no credentials stand for. Each has a name that cannot be guessed; a request with it in its header
 * is given the user before any guard looks, as if a guard of the application had set it.
 */
export class StandIns {
  private readonly users = new Map<string, object>();

  /** Before the application starts. */
  static install(app: INestApplication): StandIns {
    const standIns = new StandIns();
    const adapter = app.getHttpAdapter();
    if (adapter.getType() === 'fastify') {
      (adapter.getInstance() as Hooked).addHook('onRequest', (request, _reply, done) => {
        standIns.place(request);
        done();
      });
    } else {
      app.use((request: PrincipalRequest, _response: unknown, next: () => void) => {
        standIns.place(request);
        next();
      });
    }
    return standIns;
  }

  /** The header fields of requests that this user makes. */
  headersOf({ id, roles = [], claims = {} }: TestUser): Readonly<Record<string, string>> {
    const name = randomUUID();
    this.users.set(name, { ...claims, id, roles });
    return { [HEADER]: name };
  }

  private place(request: PrincipalRequest): void {
    const user = this.users.get(String(request.headers[HEADER]));
    if (user !== undefined) request.user = user;
  }
}
