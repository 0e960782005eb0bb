import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { LightApiModule, or, role, where } from '../../lib/index.js';
import { Author, Book, Review } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import type { StartVariant } from './variant.js';

/** Everybody is a clerk, as a guard of an application would find out. */
const CLERK: CanActivate = {
  canActivate(context: ExecutionContext): true {
    context.switchToHttp().getRequest<{ user?: unknown }>().user = { id: '7', roles: ['clerk'] };
    return true;
  },
};

/** Every book meets the rule, so that the answers are those of a public list. */
const RULE = or(role('editor'), where({ price: { gte: '0' } }));

const BOOK = {
  entity: Book,
  bulk: true,
  relations: { author: {}, reviews: { pageSize: 3, ordering: ['-writtenAt'] } },
  access: { read: RULE, write: RULE },
  guards: [CLERK],
  /** A rule over several fields, beside those of each column. */
  validate: ({ title, summary }: { title?: string; summary?: string }) =>
    title !== undefined && title === summary ? [{ field: 'summary', message: 'says no more than the title' }] : [],
} as const;

/** Ours with a guard, access rules that look at the caller and at every row, and a rule of its own for what is written. */
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
