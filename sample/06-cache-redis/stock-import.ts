import { BadRequestException, Injectable } from '@nestjs/common';
import { LightApiCache, LightApiTransactions } from '../../lib/index.js';
import { Product } from './product.entity.js';

/** Writes with SQL, of which neither LightApi nor TypeORM knows what it changes: so it says so. */
@Injectable()
export class StockImport {
  constructor(
    private readonly transactions: LightApiTransactions,
    private readonly cache: LightApiCache,
  ) {}

  /** @param levels pieces in stock by SKU */
  async run(levels: Readonly<Record<string, number>>): Promise<void> {
    await this.transactions.run(async () => {
      const manager = this.transactions.manager();
      for (const [sku, stock] of Object.entries(levels)) {
        if (!Number.isInteger(stock)) throw new BadRequestException(`The stock of ${sku} is not a number.`);
        await manager.sql`UPDATE product SET stock = ${stock}, version = version + 1 WHERE sku = ${sku}`;
      }
      // Inside of a transaction: as soon as it is committed, and not at all if it is not.
      await this.cache.invalidate(Product);
    });
  }
}
