import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { expect, it } from 'vitest';
import { ANONYMOUS, type Principal } from '../../../lib/common/principal.js';
import { permitUpsertKey } from '../../../lib/policy/permit-upsert.js';
import { or, owner, role } from '../../../lib/resource/access-rule.js';
import type { Payload } from '../../../lib/resource/payload.js';
import { compiled, principal } from './compiled.js';

@Entity()
@Unique(['userId', 'slot'])
class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'int', default: 0 }) userId: number;
  @Column({ length: 10, default: 'a' }) slot: string;
}

const ANN = principal('7');
const ADMIN = principal('1', { roles: ['admin'] });

function keyOf(payload: Payload, who: Principal, fields: object = {}): readonly unknown[] {
  const access = or(owner('userId'), role('admin'));
  const { Shelf: shelves } = compiled([{ entity: Shelf, access, fields, upsert: ['userId', 'slot'] }]);
  return permitUpsertKey(shelves!, payload, who);
}

it('has the caller where it says whose the row is', () => {
  expect(keyOf({ slot: 'a' }, ANN)).toEqual([7, 'a']);
  expect(() => keyOf({ slot: 'a' }, principal('ann'))).toThrow(expect.objectContaining({ code: 'LA700' }));
});

it('is of nobody’s row for nobody, even where such a row could be created', () => {
  expect(() => keyOf({ slot: 'a' }, ANONYMOUS)).toThrow(expect.objectContaining({ code: 'LA600' }));
});

it('has whom the body names where the caller may choose', () => {
  const fields = { userId: { writable: role('admin') } };
  expect(keyOf({ userId: 9, slot: 'a' }, ADMIN, fields)).toEqual([9, 'a']);
  expect(keyOf({ slot: 'a' }, ADMIN, fields)).toEqual([1, 'a']);
  expect(keyOf({ slot: 'a' }, ANN, fields)).toEqual([7, 'a']);
});

it('is refused to who may not write a field of it', () => {
  const fields = { slot: { writable: role('admin') } };
  expect(keyOf({ slot: 'a' }, ADMIN, fields)).toEqual([1, 'a']);
  expect(() => keyOf({}, ANN, fields)).toThrow(expect.objectContaining({ code: 'LA700' }));
});
