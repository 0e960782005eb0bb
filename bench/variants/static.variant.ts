import { Controller, Get, Header, Module } from '@nestjs/common';
import { listen, type Platform } from './nest-server.js';
import type { StartVariant } from './variant.js';

/** As long as a list of books, and of the same characters. */
const TEXT = JSON.stringify({
  results: Array.from({ length: 20 }, (_, id) => ({ id, title: 'The revised voyage', summary: 'A ship. '.repeat(50) })),
});

@Controller('static')
class StaticController {
  @Get()
  @Header('content-type', 'application/json; charset=utf-8')
  read(): string {
    return TEXT;
  }
}

@Module({ controllers: [StaticController] })
class StaticModule {}

/** A Nest route that answers with a text that is there already: the least that any answer from a cache costs. */
export function startStatic(platform: Platform): StartVariant {
  return () => listen({ module: StaticModule }, platform);
}
