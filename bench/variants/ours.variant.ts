import { LightApiModule, type CacheOption } from '../../lib/index.js';
import { Author, Book, Review } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import type { StartVariant } from './variant.js';

const BOOK = {
  entity: Book,
  bulk: true,
  relations: { author: {}, reviews: { pageSize: 3, ordering: ['-writtenAt'] } },
} as const;

/**
 * LightAPI with the same entities, and nothing said about them but the relations that are asked for.
 *
 * @param cache keeps answers in memory. Default: they are not kept
 */
export function startOurs(platform: Platform, cache?: CacheOption): StartVariant {
  return (settings) =>
    listen(
      LightApiModule.forRoot({
        entities: [Author, BOOK, Review],
        database: databaseOptions(settings),
        defaults: { access: 'public', cache },
      }),
      platform,
    );
}
