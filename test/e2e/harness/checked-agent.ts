import type { Server } from 'node:http';
import supertest from 'supertest';
import type { OpenApiContract } from './open-api-contract.js';

export type Agent = ReturnType<typeof supertest.agent>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

/** The part of supertest's Test that runs the expectations, which its types leave out. */
interface Asserting {
  assert(error: unknown, response: unknown, callback: unknown): void;
}

/** A supertest agent whose every answer is held to the contract, after the expectations of the test itself. */
export function createCheckedAgent(server: Server, contract: OpenApiContract | undefined): Agent {
  const agent = supertest.agent(server);
  if (!contract) return agent;
  for (const method of METHODS) {
    const request = agent[method].bind(agent);
    agent[method] = (path: string) => {
      const test = request(path);
      const asserting = test as unknown as Asserting;
      const assertAll = asserting.assert.bind(test);
      asserting.assert = (error, response, callback) => {
        test.expect((answer) => check(contract, method, path, answer));
        assertAll(error, response, callback);
      };
      return test;
    };
  }
  return agent;
}

function check(contract: OpenApiContract, method: string, path: string, answer: supertest.Response): void {
  const { status, headers, text } = answer;
  const problems = contract.problemsOf({ method, path, status, headers, text: text ?? '' });
  if (problems.length === 0) return;
  const name = `${method.toUpperCase()} ${path} → ${status}`;
  throw new Error(
    `${name} is not as its OpenAPI document says:\n  ${problems.join('\n  ')}\n  body: ${text?.slice(0, 500)}`,
  );
}
