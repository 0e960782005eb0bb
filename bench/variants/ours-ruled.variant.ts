import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { LightApiModule, or, owner, role, where } from '../../lib/index.js';
import { Author, Book, Review } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import type { StartVariant } from './variant.js';

/** Everybody is a reader, as a guard of an application would find out. */
const READER: CanActivate = {
  canActivate(context: ExecutionContext): true {
    context.switchToHttp().getRequest<{ user?: unknown }>().user = { id: '7', roles: ['reader'] };
    return true;
  },
};

/** Every book meets the rule, so that the answers are those of a public list. */
const BOOK = {
  entity: Book,
  relations: { author: {}, reviews: { pageSize: 3, ordering: ['-writtenAt'] } },
  access: {
    read: or(role('editor'), owner('authorId'), where({ price: { gte: '0' } })),
    write: role('editor'),
  },
  guards: [READER],
} as const;

/** Ours with access rules that look at the caller and at every row. */
export function startOursRuled(platform: Platform): StartVariant {
  return (settings) =>
    listen(
      LightApiModule.forRoot({
        entities: [Author, BOOK, Review],
        database: databaseOptions(settings),
        defaults: { access: 'public' },
      }),
      platform,
    );
}
