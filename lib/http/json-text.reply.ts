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
  adapter.reply = (response: unknown, body: unknown, statusCode?: number): unknown => {
    if (!(body instanceof JsonText)) return reply(response, body, statusCode);
    if (adapter.getHeader(response, 'content-type') === undefined) {
      adapter.setHeader(response, 'content-type', CONTENT_TYPE);
    }
    return reply(response, body.text, statusCode);
  };
}
