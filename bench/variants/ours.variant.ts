import { LightApiModule } from '../../lib/index.js';
import { Author, Book, Review } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import type { StartVariant } from './variant.js';

const BOOK = {
  entity: Book,
  bulk: true,
  relations: { author: {}, reviews: { pageSize: 3, ordering: ['-writtenAt'] } },
} as const;

/** LightAPI with the same entities, and nothing said about them but the relations that are asked for. */
export function startOurs(platform: Platform): StartVariant {
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
