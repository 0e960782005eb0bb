import type { AbstractHttpAdapter } from '@nestjs/core';
import type { Problem } from './problem.js';

/** RFC 9457 §6.1; the charset says to old clients what JSON implies. */
export const PROBLEM_CONTENT_TYPE = 'application/problem+json; charset=utf-8';

/** What the responses of Express, of Fastify and of Node itself (inside a middleware on Fastify) have in common or apart. */
export interface PlatformResponse {
  statusCode: number;
  readonly headersSent?: boolean;
  readonly sent?: boolean;
  readonly raw?: { readonly headersSent: boolean };
  readonly status?: unknown;
  header?(name: string, value: string): unknown;
  setHeader?(name: string, value: string): unknown;
  end?(text?: string): unknown;
}

/** Sends a problem document, or ends the response when its head has already gone out. */
export function sendProblem(
  adapter: AbstractHttpAdapter,
  response: PlatformResponse,
  problem: Problem,
  headers: Readonly<Record<string, string>>,
): void {
  if (isHeadSent(response)) {
    adapter.end(response);
    return;
  }
  for (const [name, value] of Object.entries(headers)) setHeader(response, name, value);
  setHeader(response, 'content-type', PROBLEM_CONTENT_TYPE);
  // Caches may keep a 404 by themselves (RFC 9110 §15.1), and its row may be there a moment later.
  setHeader(response, 'cache-control', 'no-store');
  const text = JSON.stringify(problem);
  if (response.status !== undefined) {
    adapter.reply(response, text, problem.status);
    return;
  }
  response.statusCode = problem.status;
  response.end?.(text);
}

/** Closes a response that could not be answered, whatever state it is in. */
export function endQuietly(adapter: AbstractHttpAdapter, response: PlatformResponse): void {
  try {
    adapter.end(response);
  } catch {
    // There is nothing left to tell the client.
  }
}

function isHeadSent(response: PlatformResponse): boolean {
  return response.headersSent === true || response.sent === true || response.raw?.headersSent === true;
}

function setHeader(response: PlatformResponse, name: string, value: string): void {
  if (response.setHeader !== undefined) response.setHeader(name, value);
  else response.header?.(name, value);
}
