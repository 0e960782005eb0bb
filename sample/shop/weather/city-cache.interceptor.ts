import { CacheInterceptor } from '@nestjs/cache-manager';
import { Injectable, type ExecutionContext } from '@nestjs/common';

/** Keeps one answer for each city, whatever else is in the address. Only what is answered well is kept. */
@Injectable()
export class CityCacheInterceptor extends CacheInterceptor {
  protected override trackBy(context: ExecutionContext): string {
    const { params } = context.switchToHttp().getRequest<{ readonly params: { readonly city: string } }>();
    return `weather:${params.city.toLowerCase()}`;
  }
}
