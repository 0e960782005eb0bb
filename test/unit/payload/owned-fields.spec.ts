import { expect, it } from 'vitest';
import { itemTerms } from '../../../lib/payload/body-terms.js';
import { owner } from '../../../lib/resource/access-rule.js';
import { Bottle, compiled, Crate } from '../policy/compiled.js';

function terms(fields: object) {
  const { Bottle: resource } = compiled([
    { entity: Crate },
    { entity: Bottle, access: owner('crateId'), relations: { crate: { write: 'create' } }, fields },
  ]);
  const { ofField, ofRelation } = itemTerms(resource!, 'create');
  return {
    field: ofField(resource!.fieldByName.get('crateId')!).use,
    relation: ofRelation(resource!.relations.get('crate')!),
  };
}

it('can be read but not written, and are no fields where they are hidden', () => {
  expect(terms({}).field).toBe('none');
  expect(terms({ crateId: 'writeOnly' }).field).toBe('unknown');
  expect(terms({ crateId: 'hidden' }).field).toBe('unknown');
});

it('are set by no new row that a body brings, unless a rule says who may choose', () => {
  expect(terms({}).relation).toBe('closed');
  expect(terms({ crateId: { writable: 'authenticated' } })).toEqual({ field: 'value', relation: 'open' });
});
