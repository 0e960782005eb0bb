import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type NestMiddleware } from '@nestjs/common';

/** Tells browsers to take answers for what they say they are, and to tell no other site where they were. */
@Injectable()
export class SecurityHeadersMiddleware implements NestMiddleware<IncomingMessage, ServerResponse> {
  use(_request: IncomingMessage, response: ServerResponse, next: () => void): void {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    next();
  }
}
