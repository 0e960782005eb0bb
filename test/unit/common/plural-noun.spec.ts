import { describe, expect, it } from 'vitest';
import { pluralName, singularOf } from '../../../lib/common/plural-noun.js';

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

describe('singularOf', () => {
  it.each(
    'books:book categories:category addresses:address boxes:box statuses:status houses:house causes:cause buses:bus dishes:dish branches:branch caches:cache people:person children:child news:news series:series status:status analyses:analysis movies:movie sizes:size aliases:alias data:data gas:gas days:day'
      .split(' ')
      .map((pair) => pair.split(':') as [string, string]),
  )('makes %s into %s', (plural, singular) => {
    expect(singularOf(plural)).toBe(singular);
  });
});
