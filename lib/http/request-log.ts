import { inspect } from 'node:util';
import { Logger } from '@nestjs/common';
import type { Exchange, ExchangeListener } from './exchange.js';

/** What the log says of a request: members for a logger that writes JSON, and a line of text for one that does not. */
class RequestLine {
  readonly method: string;
  readonly route: string | undefined;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestId: string;
  readonly principal: string | undefined;
  /** Present where the client went away before it had the answer. */
  readonly aborted: true | undefined;

  constructor(exchange: Exchange) {
    this.method = exchange.method;
    this.route = exchange.route;
    this.status = exchange.status;
    this.milliseconds = Math.round(exchange.milliseconds * 10) / 10;
    this.requestId = exchange.id;
    this.principal = exchange.principal;
    this.aborted = exchange.isAborted || undefined;
  }

  toString(): string {
    const { method, route = '(no route)', status, milliseconds, requestId, principal, aborted } = this;
    const who = principal === undefined ? '' : ` principal=${JSON.stringify(principal)}`;
    return `${method} ${route} ${status} ${milliseconds} ms id=${requestId}${who}${aborted ? ' aborted' : ''}`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** Writes a line for each request. Of what a request says, the line has its method and its id alone. */
export function createRequestLog(isSkipped: (exchange: Exchange) => boolean): ExchangeListener {
  const logger = new Logger('Request');
  return (exchange) => {
    if (!isSkipped(exchange)) logger.log(new RequestLine(exchange));
  };
}
