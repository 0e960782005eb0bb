import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { tap, type Observable } from 'rxjs';

/** Says how long the answer took, where browsers show it. An ordinary interceptor, around the one operation. */
@Injectable()
export class ServerTimingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const started = performance.now();
    const response = context.switchToHttp().getResponse<{ header(name: string, value: string): unknown }>();
    return next.handle().pipe(
      tap(() => {
        response.header('Server-Timing', `list;dur=${(performance.now() - started).toFixed(1)}`);
      }),
    );
  }
}
