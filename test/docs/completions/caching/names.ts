export { Category } from '../../../../sample/06-cache-redis/category.entity.js';
export { Price } from '../../../../sample/06-cache-redis/price.entity.js';
export { Product } from '../../../../sample/06-cache-redis/product.entity.js';
export { Wish } from '../../../../sample/06-cache-redis/wish.entity.js';

/** In the place of those of `@nestjs/config`, which this repository does not have. */
export class ConfigModule {}

export abstract class ConfigService {
  abstract getOrThrow(name: string): string;
}
