// Compiled by test/public-api.spec.ts: every @ts-expect-error below must be an error, and nothing else may be one.
import {
  and,
  authenticated,
  LightApiModule,
  not,
  or,
  owner,
  Resource,
  role,
  where,
  type AccessRule,
  type AccessRules,
  type FieldRule,
  type FieldRules,
  type FilterTree,
  type TenancyOptions,
} from 'nestjs-lightapi';
import { Author } from '../entities/author.js';

export class Buyer {
  id: string;
  userId: number;
  orders: Order[];
}

export class Order {
  id: number;
  userId: number;
  title: string;
  place: { city: string };
  buyer: Buyer;
  gift: Promise<Buyer>;
}

const ADMINS = role('admin', 'owner');
const OPEN = { read: 'public', write: ADMINS } satisfies AccessRules;
const tree: FilterTree = { title: { eq: 'x' } };
const rule = or(authenticated(), where(tree)) satisfies AccessRule;
const fieldRule: FieldRule = and(role('hr'), not(role('guest')));
const fieldRules: FieldRules = { readable: fieldRule, writable: 'nobody' };
const tenancy: TenancyOptions = { field: 'tenantId', claim: 'org' };

export const accepted = [
  LightApiModule.forFeature([{ entity: Order, access: 'public' }]),
  LightApiModule.forFeature([{ entity: Order, access: OPEN }]),
  LightApiModule.forFeature([{ entity: Order, access: rule }]),
  LightApiModule.forFeature([
    { entity: Order, access: owner('userId') },
    { entity: Author, access: owner('name') },
  ]),
  LightApiModule.forFeature([{ entity: Order, access: { read: owner('userId'), write: ADMINS, deleted: 'nobody' } }]),
  LightApiModule.forFeature([{ entity: Order, access: or(owner('userId'), role('admin')) }]),
  LightApiModule.forFeature([{ entity: Order, access: { update: and(owner('userId'), not(owner('buyer.userId'))) } }]),
  LightApiModule.forFeature([{ entity: Order, access: owner('buyer.id'), scope: owner('gift.userId') }]),
  LightApiModule.forFeature([{ entity: Order, access: owner('buyerId') }]),
  LightApiModule.forFeature([{ entity: Order, access: ({ id }) => id !== undefined && { userId: { eq: id } } }]),
  LightApiModule.forFeature([{ entity: Order, access: or(authenticated(), ({ roles }) => roles.includes('x')) }]),
  LightApiModule.forFeature([{ entity: Order, access: { role: ['admin'] }, tenancy: false }]),
  LightApiModule.forFeature([{ entity: Order, fields: { title: { readable: role('hr'), writable: role('hr') } } }]),
  LightApiModule.forFeature([{ entity: Order, fields: { title: fieldRules, userId: 'readOnly', place: {} } }]),
  LightApiModule.forFeature([{ entity: Order, fields: { 'place.city': { writable: authenticated() } } }]),
  LightApiModule.forFeature([Order, Author], { access: owner('userId') }),
  LightApiModule.forRoot({ defaults: { access: { read: 'public', write: owner('userId') } }, tenancy }),
];

export const refused = [
  // @ts-expect-error a word that is no rule
  LightApiModule.forFeature([{ entity: Order, access: 'everybody' }]),
  // @ts-expect-error an owner that is no field
  LightApiModule.forFeature([{ entity: Order, access: owner('usrId') }]),
  // @ts-expect-error the same as data
  LightApiModule.forFeature([{ entity: Order, access: { owner: 'usrId' } }]),
  // @ts-expect-error the same for one action
  LightApiModule.forFeature([{ entity: Order, access: { read: owner('usrId') } }]),
  // @ts-expect-error the same inside of and
  LightApiModule.forFeature([{ entity: Order, access: and(authenticated(), owner('usrId')) }]),
  // @ts-expect-error the same inside of or, beside one that is a field
  LightApiModule.forFeature([{ entity: Order, access: or(owner('userId'), owner('usrId')) }]),
  // @ts-expect-error the same inside of not
  LightApiModule.forFeature([{ entity: Order, access: { write: not(owner('usrId')) } }]),
  // @ts-expect-error the same deep inside
  LightApiModule.forFeature([{ entity: Order, access: { update: or(role('a'), and(role('b'), owner('usrId'))) } }]),
  // @ts-expect-error a path to a field that the related entity does not have
  LightApiModule.forFeature([{ entity: Order, access: owner('buyer.usrId') }]),
  // @ts-expect-error a path through a relation to many rows
  LightApiModule.forFeature([{ entity: Buyer, access: owner('orders.userId') }]),
  // @ts-expect-error a scope by a field that does not exist
  LightApiModule.forFeature([{ entity: Order, scope: owner('usrId') }]),
  // @ts-expect-error an action that does not exist
  LightApiModule.forFeature([{ entity: Order, access: { raed: 'public' } }]),
  // @ts-expect-error no role at all
  LightApiModule.forFeature([{ entity: Order, access: role() }]),
  // @ts-expect-error rules by action where one rule is wanted
  LightApiModule.forFeature([{ entity: Order, scope: { read: 'public' } }]),
  // @ts-expect-error rows of a tenant are not switched on by a resource
  LightApiModule.forFeature([{ entity: Order, tenancy: true }]),
  // @ts-expect-error rules of a field that does not exist
  LightApiModule.forFeature([{ entity: Order, fields: { titel: { readable: role('hr') } } }]),
  // @ts-expect-error a right that does not exist
  LightApiModule.forFeature([{ entity: Order, fields: { title: { raedable: role('hr') } } }]),
  // @ts-expect-error a rule of a field that looks at rows
  LightApiModule.forFeature([{ entity: Order, fields: { title: { readable: owner('userId') } } }]),
  // @ts-expect-error the same inside of or
  LightApiModule.forFeature([{ entity: Order, fields: { title: { readable: or(role('hr'), where({})) } } }]),
  // @ts-expect-error a function as a rule of a field
  LightApiModule.forFeature([{ entity: Order, fields: { title: { readable: () => true } } }]),
  // @ts-expect-error a misspelt option of the tenants
  LightApiModule.forRoot({ tenancy: { feild: 'tenantId' } }),
];

@Resource<Owned>({
  access: { read: 'public', write: owner('userId') },
  fields: { userId: { writable: role('admin') } },
})
export class Owned {
  userId: number;
}

// @ts-expect-error an owner that is not a field of the decorated class
@Resource<Disowned>({ access: or(owner('usrId'), role('admin')) })
export class Disowned {
  userId: number;
}
