import 'reflect-metadata';
import {
  Column,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { describe, expect, it } from 'vitest';
import { and, authenticated, not, or, owner, role, where } from '../../lib/resource/access-rule.js';
import { bootMessage, oneProblem } from './fixtures/boot-message.js';

class Address {
  @Column({ nullable: true }) city: string;
}

@Entity()
class Customer {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column({ type: 'bigint' }) userId: string;
  @OneToMany(() => Purchase, (purchase) => purchase.customer) purchases: Relation<Purchase>[];
}

@Entity()
class Purchase {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) title: string;
  @Column({ type: 'int' }) userId: number;
  @Column({ type: 'int', nullable: true }) pages: number | null;
  @Column({ type: 'simple-array', nullable: true }) tags: string[] | null;
  @Column({ type: 'simple-json', nullable: true }) extra: unknown;
  @Column({ type: 'simple-enum', enum: ['new', 'paid'], default: 'new' }) status: string;
  @Column(() => Address) address: Address;
  @Column({ select: false, default: '' }) secret: string;
  @ManyToOne(() => Customer, (customer) => customer.purchases) customer: Relation<Customer>;
  @ManyToMany(() => Customer) @JoinTable() readers: Relation<Customer>[];
}

const CUSTOMER = { entity: Customer, access: 'public' };

function boot(options: object, ...others: readonly unknown[]): string | undefined {
  return bootMessage([{ entity: Purchase, ...options }, ...(others.length > 0 ? others : [CUSTOMER])]);
}

function refusal(...lines: readonly string[]): string {
  return oneProblem('Purchase', ...lines.map((line, index) => (index === 0 ? `    ${line}` : `           ${line}`)));
}

describe('a boot error about access', () => {
  it('names the nearest word, or all of them', () => {
    expect(boot({ access: 'pubilc' })).toBe(
      refusal('LA041  access "pubilc" is no access rule.  Did you mean "public"?'),
    );
    expect(boot({ access: 'everybody' })).toBe(
      refusal('LA041  access "everybody" is no access rule.', 'allowed: public, authenticated, nobody'),
    );
    expect(boot({ access: { read: 'authentcated' } })).toBe(
      refusal('LA041  access.read "authentcated" is no access rule.  Did you mean "authenticated"?'),
    );
  });

  it('names the nearest action, or all of them', () => {
    expect(boot({ access: { raed: 'public' } })).toBe(
      refusal('LA010  access.raed is not an option.  Did you mean "access.read"?'),
    );
    expect(boot({ access: { everything: 'public' } })).toBe(
      refusal(
        'LA010  access.everything is not an option.',
        'allowed: list, read, create, replace, update, remove, restore, deleted, write',
      ),
    );
  });

  it.each([[null], [7], [['public']]])('is about %j, which is neither a rule nor rules by action', (access) => {
    expect(boot({ access })).toBe(
      refusal(
        'LA041  access is no access rule.',
        'allowed: public, authenticated, nobody',
        "fix: write role('admin'), owner('userId'), or rules by operation: { read: 'public', write: role('admin') }",
      ),
    );
  });

  it('is about a rule of two kinds, or of none', () => {
    const allowed = 'allowed: public, authenticated, nobody, { role }, { owner }, { where }, { and }, { or }, { not }';
    expect(boot({ access: { role: 'admin', owner: 'userId' } })).toBe(
      refusal('LA041  access is no access rule.', allowed),
    );
    expect(boot({ access: { read: { rol: 'admin' } } })).toBe(
      refusal('LA041  access.read is no access rule.', allowed),
    );
    expect(boot({ access: { read: {} } })).toBe(refusal('LA041  access.read is no access rule.', allowed));
  });

  it.each([[{ role: [] }], [{ role: '' }], [{ role: ['admin', 7] }], [{ role: { admin: true } }]])(
    'is about the roles %j',
    (read) => {
      expect(boot({ access: { read } })).toBe(
        refusal('LA041  access.read.role is neither the name of a role nor a list of such names.'),
      );
    },
  );

  it('tells the place inside of rules that are joined', () => {
    expect(boot({ access: or('public', and(authenticated(), not({ role: '' }))) })).toBe(
      refusal('LA041  access.or[1].and[1].not.role is neither the name of a role nor a list of such names.'),
    );
    expect(boot({ access: { and: [] } })).toBe(refusal('LA041  access.and is not a list of rules.'));
    expect(boot({ access: { write: { or: 'public' } } })).toBe(
      refusal('LA041  access.write.or is not a list of rules.'),
    );
    expect(boot({ access: { write: { owner: 7 } } })).toBe(
      refusal('LA041  access.write.owner is not the name of a field.'),
    );
    expect(boot({ access: { write: { where: [] } } })).toBe(refusal('LA041  access.write.where is not a filter.'));
  });

  it('is told once for all the actions that a rule stands for', () => {
    expect(boot({ access: { write: owner('usrId') } })).toBe(
      refusal('LA020  access.write.owner "usrId" is not a field.  Did you mean "userId"?'),
    );
    expect(boot({ access: { write: where({ titel: { eq: 'x' } }) } })).toBe(
      refusal('LA041  access.write.where: titel: No such field. Did you mean "title"?'),
    );
  });

  describe('in owner', () => {
    it('lists the fields where none is near', () => {
      expect(boot({ access: owner('somebody') })).toBe(
        refusal(
          'LA020  access.owner "somebody" is not a field.',
          'allowed: id, title, userId, pages, tags, extra, status, secret, customerId, address.city',
        ),
      );
    });

    it.each([
      ['tags', 'a list'],
      ['extra', 'json'],
    ])('refuses %s, which holds no id', (field, type) => {
      expect(boot({ access: owner(field) })).toBe(
        refusal(
          `LA041  access.owner "${field}" is ${type}, which holds no id.`,
          'fix: name a column of one of these types: int, bigint, string, uuid, enum',
        ),
      );
    });

    it.each(['userId', 'secret', 'status', 'address.city', 'title'])('takes %s', (field) => {
      expect(boot({ access: owner(field) })).toBeUndefined();
    });

    it('follows to-one relations that are declared, to fields that clients do not see too', () => {
      const relations = ['customer'];
      expect(boot({ relations, access: owner('customer.userId') })).toBeUndefined();
      expect(boot({ relations, access: owner('customer.id') })).toBeUndefined();
      expect(boot({ relations, access: owner('customer.usrId') })).toBe(
        refusal('LA020  access.owner "customer.usrId" is not a field of Customer.  Did you mean "userId"?'),
      );
    });

    it('is about a relation that is not exposed, wherever the path meets it', () => {
      expect(boot({ access: owner('customer.userId') })).toBe(
        refusal(
          'LA041  access.owner "customer.userId" reads relation "customer", which is not exposed.',
          `fix: expose Purchase.customer: relations: ['customer'], or write the rule on "customerId"`,
        ),
      );
      expect(
        bootMessage([
          { entity: Customer, relations: ['purchases'], access: owner('purchases.readers.userId') },
          { entity: Purchase, access: 'public' },
        ]),
      ).toBe(
        oneProblem(
          'Customer',
          '    LA041  access.owner "purchases.readers.userId" reads relation "readers", which is not exposed.',
          "           fix: expose Purchase.readers: relations: ['readers']",
        ),
      );
    });

    it('is about a path to many rows', () => {
      expect(boot({ relations: ['readers'], access: owner('readers.userId') })).toBe(
        refusal(
          'LA041  access.owner "readers.userId" leads through "readers", which leads to many rows.',
          'fix: name the owner on the row itself or on one that it belongs to, or write a where with some, none or every',
        ),
      );
    });
  });

  describe('in where', () => {
    const filter = (tree: object, relations: readonly string[] = ['customer', 'readers']) =>
      boot({ relations, access: { read: where(tree as never) } });

    it('takes every column and every declared relation', () => {
      expect(filter({ secret: { eq: 'x' }, 'customer.userId': { gt: '5' }, status: { in: ['new'] } })).toBeUndefined();
      expect(filter({ readers: { some: { userId: { eq: '5' } } } })).toBeUndefined();
      expect(filter({ extra: { isnull: true }, tags: { has: 'x' }, 'address.city': { eq: 'Lem' } })).toBeUndefined();
      expect(filter({ title: { like: 'a%' } })).toBeUndefined();
      expect(filter({})).toBeUndefined();
    });

    it.each([
      [
        { or: [{ pages: { gt: 3 } }, { pages: { gt: 'x' } }] },
        'or.1.pages.gt: Must be an integer from -2147483648 to 2147483647, as a JSON number.',
      ],
      [{ not: { title: { equals: 'x' } } }, 'not.title.equals: This field takes other operators.'],
      [{ readers: { any: {} } }, 'readers.any: A relation takes other words.'],
      [{ extra: { eq: {} } }, 'extra.eq: This field takes other operators.'],
      [{ pages: { eq: null } }, 'pages.eq: Cannot be null: "isnull" asks about it.'],
      [{ and: {} }, 'and: Must be a JSON array of objects.'],
      [{ status: { eq: 'sold' } }, 'status.eq: Must be one of new, paid.'],
    ])('tells the place in %j', (tree, problem) => {
      expect(filter(tree)?.split('\n')[2]).toBe(`    LA041  access.read.where: ${problem}`);
    });

    it('tells all problems of a filter, and what would be right', () => {
      expect(filter({ title: { equals: 'x' }, readers: { any: {} } })).toBe(
        [
          'LightApi cannot start: 2 problems in 1 resource.',
          '  Purchase (forFeature in LibraryModule)',
          '    LA041  access.read.where: title.equals: This field takes other operators.',
          '           allowed: eq, ne, in, nin, lt, lte, gt, gte, between, contains, icontains, startswith, istartswith, endswith, iendswith, like, ilike',
          '    LA041  access.read.where: readers.any: A relation takes other words.',
          '           allowed: some, none, every',
        ].join('\n'),
      );
    });

    it('is about a relation that is not exposed', () => {
      const message = (place: string): string =>
        refusal(
          `LA041  access.read.where: ${place} reads relation "customer", which is not exposed.`,
          `fix: expose Purchase.customer: relations: ['customer'], or write the rule on "customerId"`,
        );
      expect(filter({ 'customer.userId': { eq: '5' } }, [])).toBe(message('customer.userId'));
      expect(filter({ or: [{ customer: { some: {} } }] }, [])).toBe(message('or.0.customer'));
    });
  });

  it('is about scope in the same words', () => {
    expect(boot({ access: 'public', scope: owner('usrId') })).toBe(
      refusal('LA020  scope.owner "usrId" is not a field.  Did you mean "userId"?'),
    );
    expect(boot({ access: 'public', scope: { read: 'public' } })).toBe(
      refusal(
        'LA041  scope is no access rule.',
        'allowed: public, authenticated, nobody, { role }, { owner }, { where }, { and }, { or }, { not }',
      ),
    );
    expect(boot({ access: 'public', scope: where({ titel: { eq: 'x' } }) })).toBe(
      refusal('LA041  scope.where: titel: No such field. Did you mean "title"?'),
    );
  });

  it('speaks the names of the entity where the API speaks snake case', () => {
    const options = { naming: 'snake_case', relations: ['customer'] };
    const customer = { ...CUSTOMER, naming: 'snake_case' };
    expect(boot({ ...options, access: owner('userId') }, customer)).toBeUndefined();
    expect(boot({ ...options, access: owner('customer.userId') }, customer)).toBeUndefined();
    expect(
      boot({ ...options, access: where({ 'customer.userId': { eq: '1' }, userId: { eq: 1 } }) }, customer),
    ).toBeUndefined();
    expect(boot({ ...options, access: where({ user_id: { eq: 1 } }) }, customer)).toBe(
      refusal('LA041  access.where: user_id: No such field. Did you mean "userId"?'),
    );
  });

  describe('that is shared', () => {
    const sources = [Purchase, Customer];

    it('names the context, and what a resource that it does not fit can do', () => {
      expect(bootMessage(sources, { access: { read: 'public', write: owner('title') } })).toBe(
        oneProblem(
          'Customer',
          '    LA020  forFeature.access.write.owner "title" is not a field.',
          '           allowed: id, userId',
          '           fix: give this resource an access of its own, which goes before',
        ),
      );
      expect(bootMessage([Purchase, CUSTOMER], { access: { read: 'public', write: owner('title') } })).toBeUndefined();
    });

    it('names the defaults', () => {
      expect(bootMessage(sources, { defaults: { access: owner('title') } })).toBe(
        oneProblem(
          'Customer',
          '    LA020  defaults.access.owner "title" is not a field.',
          '           allowed: id, userId',
          '           fix: give this resource an access of its own, which goes before',
        ),
      );
      expect(bootMessage([Purchase], { defaults: { access: 'pubilc' as never } })).toBe(
        refusal('LA041  defaults.access "pubilc" is no access rule.  Did you mean "public"?'),
      );
    });

    it('gives way, as a whole, to what is nearer', () => {
      const defaults = { access: owner('nothing') };
      expect(bootMessage(sources, { defaults, access: 'public' })).toBeUndefined();
      expect(
        bootMessage([{ entity: Purchase, access: { read: 'public' } }], { defaults, access: owner('nothing') }),
      ).toBeUndefined();
    });
  });

  it('says nothing of a rule about something that is not exposed: it opens nothing', () => {
    expect(
      boot({ operations: ['list'], access: { read: 'public', restore: role('admin'), replace: role('admin') } }),
    ).toBeUndefined();
  });

  describe('with tenants', () => {
    const tenants = (options: object, field = 'userId') =>
      bootMessage([{ entity: Purchase, access: 'public', ...options }], { tenancy: { field } });

    it('asks every resource for the column', () => {
      expect(tenants({})).toBeUndefined();
      expect(tenants({}, 'tenantId')).toBe(
        refusal(
          'LA043  the entity has no field "tenantId", so its rows belong to no tenant.',
          'fix: add the column, or say that the rows are for every tenant: tenancy: false',
        ),
      );
      expect(tenants({}, 'usrId')).toBe(
        refusal(
          'LA043  the entity has no field "usrId", so its rows belong to no tenant.  Did you mean "userId"?',
          'fix: add the column, or say that the rows are for every tenant: tenancy: false',
        ),
      );
      expect(tenants({ tenancy: false }, 'tenantId')).toBeUndefined();
    });

    it('refuses a column that holds no id, and a switch that is none', () => {
      expect(tenants({}, 'tags')).toBe(
        refusal(
          'LA041  tenancy.field "tags" is a list, which holds no id.',
          'fix: name a column of one of these types: int, bigint, string, uuid, enum',
        ),
      );
      expect(tenants({ tenancy: true })).toBe(
        refusal('LA011  tenancy has a value that it cannot have.', 'allowed: false'),
      );
    });
  });
});
