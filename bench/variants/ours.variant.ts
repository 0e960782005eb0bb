import { LightApiModule } from '../../lib/index.js';
import { Author, Book } from '../entities.js';
import { databaseOptions, listen, type Platform } from './nest-server.js';
import type { StartVariant } from './variant.js';

/** LightAPI with the same entities, and nothing said about them. */
export function startOurs(platform: Platform): StartVariant {
  return (settings) =>
    listen(LightApiModule.forRoot({ entities: [Author, Book], database: databaseOptions(settings) }), platform);
}
