import { describe, expect, it } from 'vitest';
import { pluralName } from '../../../lib/common/plural-noun.js';

describe('pluralName', () => {
  it.each([
    ['Book', 'Books'],
    ['OrderItem', 'OrderItems'],
    ['Category', 'Categories'],
    ['Day', 'Days'],
    ['Address', 'Addresses'],
    ['SalesPerson', 'SalesPeople'],
    ['Human', 'Humans'],
    ['HTTPLog', 'HTTPLogs'],
    ['URL', 'URLs'],
    ['News', 'News'],
    ['book', 'books'],
  ])('makes %s into %s', (name, plural) => {
    expect(pluralName(name)).toBe(plural);
  });
});
