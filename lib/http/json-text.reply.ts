import type { ServerResponse } from 'node:http';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { JsonText } from '../common/json-text.js';

const CONTENT_TYPE = 'application/json; charset=utf-8';
const installed = new WeakSet<AbstractHttpAdapter>();

/**
 * Teaches an HTTP adapter to send a {@link JsonText} as the text it is, instead of parsing and serialising it again.
 * Every other body goes through untouched, and a content type that is already set stays. Calling it again changes nothing.
 */
export function installJsonTextReply(adapter: AbstractHttpAdapter): void {
  if (installed.has(adapter)) return;
  installed.add(adapter);
  const reply = adapter.reply.bind(adapter);
  const isFastify = adapter.getType() === 'fastify';
  adapter.reply = (response: unknown, body: unknown, statusCode?: number): unknown => {
    if (!(body instanceof JsonText)) return reply(response, body, statusCode);
    if (isFastify && isFastifyReply(response)) {
      // What the adapter does beyond this is for bodies that are no text.
      if (response.getHeader('content-type') === undefined) response.header('content-type', CONTENT_TYPE);
      if (statusCode !== undefined) response.status(statusCode);
      return response.send(body.text);
    }
    return sendText(response as ServerResponse, body.text, statusCode);
  };
}

/**
 * What Express' own `send` does beyond this is an entity tag over each body, which those that have a state to compare have
 * already, and 304 for who has sent it, which has been looked at.
 */
function sendText(response: ServerResponse, text: string, statusCode: number | undefined): ServerResponse {
  if (statusCode !== undefined) response.statusCode = statusCode;
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', CONTENT_TYPE);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  return response.end(text);
}

/** What is used of Fastify's reply. */
interface FastifyReply {
  getHeader(name: string): unknown;
  header(name: string, value: string): unknown;
  status(code: number): unknown;
  send(text: string): unknown;
}

/** Inside of a middleware the response is Node's own. */
function isFastifyReply(response: unknown): response is FastifyReply {
  return typeof (response as Partial<FastifyReply>).send === 'function';
}
