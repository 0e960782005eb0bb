import type { AbstractHttpAdapter } from '@nestjs/core';

/** Media types that carry JSON beside `application/json`, which both platforms read by themselves. */
const JSON_BODY_TYPES = ['application/merge-patch+json'];

/** The part of the adapters' `useBodyParser` that both share. */
interface BodyParserAdapter {
  getType(): string;
  useBodyParser?(
    type: string,
    rawBody: boolean,
    options: object,
    parser?: (request: unknown, body: Buffer, done: (error: Error | null, body?: unknown) => void) => void,
  ): unknown;
}

/** Makes the platform read merge patches (RFC 7396), once per adapter. */
export function installJsonBodyTypes(adapter: AbstractHttpAdapter): void {
  const host = adapter as unknown as BodyParserAdapter;
  if (!host.useBodyParser) return;
  if (host.getType() === 'express') {
    host.useBodyParser('json', false, { type: JSON_BODY_TYPES });
    return;
  }
  for (const type of JSON_BODY_TYPES) {
    host.useBodyParser(type, false, {}, (_request, body, done) => {
      try {
        done(null, JSON.parse(body.toString('utf8')));
      } catch (error) {
        done(Object.assign(error as SyntaxError, { statusCode: 400 }));
      }
    });
  }
}
