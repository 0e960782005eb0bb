import { Injectable, type CallHandler, type CanActivate, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';

export { Book } from '../../../../sample/01-quick-start/book.entity.js';

export class CaptchaGuard implements CanActivate {
  canActivate(): boolean {
    return true;
  }
}

@Injectable()
export class Sessions {}

@Injectable()
export class SessionGuard implements CanActivate {
  constructor(readonly sessions: Sessions) {}

  canActivate(): boolean {
    return true;
  }
}

export class TimingInterceptor implements NestInterceptor {
  intercept(_context: unknown, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

@Injectable()
export class Visits {
  count(): void {}

  favourites(): Promise<string[]> {
    return Promise.resolve([]);
  }
}
