import type { Category } from '../catalogue/category.entity.js';
import type { Product } from '../catalogue/product.entity.js';
import type { Dice } from './dice.js';

/** What each category sells, and from which price on. */
const SHELVES: readonly (readonly [category: string, things: readonly string[], from: number])[] = [
  ['Bread and cake', ['rye loaf', 'brioche', 'poppy seed cake', 'baguette', 'oat cookies'], 2],
  ['Cheese', ['cheddar', 'gouda', 'blue cheese', 'goat cheese'], 4],
  ['Coffee', ['espresso beans', 'filter roast', 'decaf beans', 'cold brew'], 7],
  ['Crockery', ['mug', 'bowl', 'plate', 'teapot', 'jug'], 9],
  ['Garden', ['watering can', 'tulip bulbs', 'trowel', 'herb seeds', 'flower pot'], 3],
  ['Kitchen', ['paring knife', 'cutting board', 'whisk', 'saucepan', 'sieve'], 8],
  ['Stationery', ['notebook', 'fountain pen', 'pencil set', 'ink', 'letter paper'], 3],
  ['Tea', ['green tea', 'oolong', 'rooibos', 'assam', 'mint tea', 'white tea'], 5],
];
const KINDS = ['Plain', 'Fine', 'Rustic', 'Large', 'Small', 'Northern', 'Sunday', 'Organic', 'Classic', 'Blue'];
const WHERE_FROM = ['from a family business', 'made by hand', 'from the region', 'packed without plastic', 'a gift'];

export interface MadeCatalogue {
  readonly categories: readonly Partial<Category>[];
  readonly products: readonly MadeProduct[];
}

export type MadeProduct = Pick<
  Product,
  'sku' | 'name' | 'description' | 'price' | 'stock' | 'categoryId' | 'createdAt'
>;

export function madeCatalogue(count: number, dice: Dice): MadeCatalogue {
  const products = Array.from({ length: count }, (_, index): MadeProduct => {
    const categoryId = (index % SHELVES.length) + 1;
    const [, things, from] = SHELVES[categoryId - 1]!;
    const thing = things[Math.floor(index / SHELVES.length) % things.length]!;
    return {
      sku: `SHOP-${String(index + 1).padStart(4, '0')}`,
      name: `${dice.pick(KINDS)} ${thing}`,
      description: `${thing.charAt(0).toUpperCase()}${thing.slice(1)}, ${dice.pick(WHERE_FROM)}.`,
      price: (from + dice.roll(40) / 2 + 0.49).toFixed(2),
      stock: dice.roll(120) + 1,
      categoryId,
      createdAt: new Date(Date.UTC(2025, 0, 1, 0, index)),
    };
  });
  return { categories: SHELVES.map(([name]) => ({ name })), products };
}
