import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { OrderItem } from '../orders/order-item.entity.js';
import { Order } from '../orders/order.entity.js';
import type { Bestseller } from './bestseller.js';
import { Product } from './product.entity.js';

/** Asks the tables of both contexts, as any provider of a Nest application may. */
@Injectable()
export class Bestsellers {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async top(limit: number): Promise<Bestseller[]> {
    const rows = await this.dataSource
      .createQueryBuilder()
      .select(['product.id AS id', 'product.name AS name', 'SUM(item.quantity) AS sold'])
      .from(OrderItem, 'item')
      .innerJoin(Product, 'product', 'product.id = item.productId')
      .innerJoin(Order, 'placed', 'placed.id = item.orderId')
      .where('placed.status IN (:...statuses)', { statuses: ['placed', 'shipped'] })
      .groupBy('product.id')
      .addGroupBy('product.name')
      .orderBy('sold', 'DESC')
      .addOrderBy('product.id')
      .limit(limit)
      .getRawMany<{ readonly id: number; readonly name: string; readonly sold: number | string }>();
    // A sum is text on some engines, since it may be larger than a number.
    return rows.map(({ id, name, sold }) => ({ id, name, sold: Number(sold) }));
  }
}
