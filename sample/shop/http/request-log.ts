import { Logger } from '@nestjs/common';

interface Request {
  readonly method: string;
  readonly originalUrl: string;
}

interface Response {
  readonly statusCode: number;
}

const logger = new Logger('Shop');

/** For `setOnResponseHook` of either platform: one line for each request, whoever has answered it. */
export function logAnswer({ method, originalUrl }: Request, { statusCode }: Response): void {
  // Without its query, in which people type what nobody else has to know.
  logger.log(`${method} ${originalUrl.split('?', 1)[0]} ${statusCode}`);
}
