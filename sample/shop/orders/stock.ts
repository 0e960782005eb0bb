import { ConflictException, Injectable } from '@nestjs/common';
import { LightApiTransactions } from '../../../lib/index.js';
import { Product } from '../catalogue/product.entity.js';

interface Pieces {
  readonly productId: number;
  readonly quantity: number;
}

/** Counts pieces down and up where they stand, so that nobody is sold what somebody else just bought. */
@Injectable()
export class Stock {
  constructor(private readonly transactions: LightApiTransactions) {}

  /** @throws ConflictException when there are not enough of a product; nothing is taken then */
  async take(items: readonly Pieces[]): Promise<void> {
    for (const item of inOrder(items)) {
      if (!(await this.change(item.productId, -item.quantity))) {
        throw new ConflictException(`There are not enough pieces of product ${item.productId}.`);
      }
    }
  }

  async giveBack(items: readonly Pieces[]): Promise<void> {
    for (const item of inOrder(items)) await this.change(item.productId, item.quantity);
  }

  /** One statement that looks for enough pieces and takes them; whether it did. The cache hears of what TypeORM writes. */
  private async change(productId: number, difference: number): Promise<boolean> {
    const { affected } = await this.transactions
      .manager()
      .createQueryBuilder()
      .update(Product)
      .set({ stock: () => `stock + ${difference}` })
      .where('id = :productId AND stock + :difference >= 0', { productId, difference })
      .execute();
    return affected === 1;
  }
}

/** Everybody locks products in the same order, so that nobody waits for somebody who waits for them. */
function inOrder(items: readonly Pieces[]): Pieces[] {
  return items.toSorted((one, other) => one.productId - other.productId);
}
