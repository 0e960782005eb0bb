import { Agent as Connections, type Server } from 'node:http';
import supertest from 'supertest';
import type { OpenApiContract } from './open-api-contract.js';

export type Agent = ReturnType<typeof supertest.agent>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

/**
 * Connections are used again: to open one takes as long as many an answer. One that nobody uses is closed before a
 * server would do so, which might be while the next request is on its way.
 */
const connections = new Connections({ keepAlive: true, timeout: 1_000 });

type Callback = (this: unknown, error: unknown, answer: supertest.Response) => void;

/** The parts of supertest's Test that its types leave out: by whom it is sent, and what runs the expectations. */
interface Asserting {
  agent(connections: Connections): void;
  assert(error: unknown, answer: supertest.Response, callback: Callback | undefined): void;
}

/** A supertest agent whose every answer is held to the contract, after the expectations of the test itself. */
export function createCheckedAgent(server: Server, contract: OpenApiContract | undefined): Agent {
  const agent = supertest.agent(server);
  for (const method of METHODS) {
    const request = agent[method].bind(agent);
    agent[method] = (path: string) => {
      const test = request(path);
      const asserting = test as unknown as Asserting;
      asserting.agent(connections);
      if (contract === undefined) return test;
      const assertAll = asserting.assert.bind(test);
      asserting.assert = (error, answer, callback) => {
        assertAll(error, answer, function (found, asserted) {
          callback?.call(this, found ?? problemIn(contract, method, path, answer), asserted);
        });
      };
      return test;
    };
  }
  return agent;
}

/** An error that tells what the answer does not keep of the contract. */
function problemIn(contract: OpenApiContract, method: string, path: string, answer: supertest.Response): Error | null {
  const { status, headers, text } = answer;
  const problems = contract.problemsOf({ method, path, status, headers, text: text ?? '' });
  if (problems.length === 0) return null;
  const name = `${method.toUpperCase()} ${path} → ${status}`;
  return new Error(
    `${name} is not as its OpenAPI document says:\n  ${problems.join('\n  ')}\n  body: ${text?.slice(0, 500)}`,
  );
}
