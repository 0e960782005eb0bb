import type { UserProfile } from '../people/user-profile.entity.js';
import type { User } from '../people/user.entity.js';
import type { Dice } from './dice.js';

const FIRST = ['Carla', 'Dmitri', 'Edith', 'Farid', 'Greta', 'Hugo', 'Ines', 'Jonas', 'Kim', 'Lena', 'Marek', 'Noor'];
const LAST = ['Alves', 'Berg', 'Costa', 'Dvořák', 'Engel', 'Fischer', 'Garcia', 'Hansen', 'Ito', 'Jansen', 'Kowalska'];
const CITIES = ['Berlin', 'Kraków', 'Lisbon', 'London', 'Oslo'];

/** They come first: the admin has the id 1, Ann 2 and Ben 3. */
const KNOWN = [
  { email: 'admin@shop.example', name: 'Ada Admin', roles: ['admin'] },
  { email: 'ann@shop.example', name: 'Ann Archer', roles: [] },
  { email: 'ben@shop.example', name: 'Ben Baker', roles: [] },
];

export interface MadePeople {
  readonly users: readonly Partial<User>[];
  readonly profiles: readonly Partial<UserProfile>[];
}

export function madePeople(count: number, passwordHash: string, dice: Dice): MadePeople {
  const users = Array.from({ length: count }, (_, index) => {
    const [first, last] = [dice.pick(FIRST), dice.pick(LAST)];
    const made = { email: `${first.toLowerCase()}.${index + 1}@shop.example`, name: `${first} ${last}`, roles: [] };
    return { ...(KNOWN[index] ?? made), passwordHash };
  });
  const profiles = users.map((_, index) => ({
    userId: index + 1,
    city: dice.pick(CITIES),
    phone: `+4930${String(1_000_000 + dice.roll(8_999_999))}`,
    newsletter: dice.roll(3) === 0,
  }));
  return { users, profiles };
}
