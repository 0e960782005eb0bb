import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import { runInRequest } from '../common/request-scope.js';
import { correlationId } from './correlation-id.js';
import type { HttpRequest } from './request-parameters.js';

/** Lets what a handler of the application begins know the id of its request. */
export const REQUEST_SCOPE: NestInterceptor = {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { headers } = context.switchToHttp().getRequest<HttpRequest>();
    // Nest calls the handler when the answer is subscribed to, and not before.
    return new Observable((subscriber) =>
      runInRequest(correlationId(headers), () => next.handle().subscribe(subscriber)),
    );
  },
};
