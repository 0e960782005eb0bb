import { Injectable } from '@nestjs/common';
import {
  AccountStore,
  authenticated,
  LightApiModule,
  or,
  owner,
  role,
  where,
  type Account,
} from '../../../lib/index.js';
import { Diary, Folder, Label, Memo, Note, Seat } from '../fixtures/owned.js';
import { cheapHash } from '../fixtures/people.js';
import { Article, Letter, Page, Section, Task, Tip } from '../fixtures/ruled.js';
import { Contractor, Division, Employee } from '../fixtures/staff.js';
import type { ApiOptions } from '../harness/describe-api.js';
import { brokenAskers, NOBODY, TOKEN_SECRET, type Asker } from './askers.js';
import { Branch, Invoice } from './guarded.entities.js';
import { MARKS } from './guarded-rows.js';

const PASSWORD = 'correct horse';
const passwordHash = cheapHash(PASSWORD);
/** Two of different tenants, and one who may read what they may not. */
const ACCOUNTS: Readonly<Record<string, Account>> = {
  ann: { id: 1, passwordHash, claims: { tenantId: 1 } },
  ben: { id: 2, passwordHash, claims: { tenantId: 2 } },
  root: { id: 3, passwordHash, roles: ['admin', 'hr'], claims: { tenantId: 1 } },
  sue: { id: 4, passwordHash, suspended: true },
};

@Injectable()
class Accounts extends AccountStore {
  findByUsername(username: string): Account | undefined {
    return Object.hasOwn(ACCOUNTS, username) ? ACCOUNTS[username] : undefined;
  }

  findById(id: string): Account | undefined {
    return Object.values(ACCOUNTS).find((account) => String(account.id) === id);
  }

  verifyPassword(hash: string, password: string): boolean {
    return hash === cheapHash(password);
  }

  hashPassword(password: string): string {
    return cheapHash(password);
  }
}

const ADMIN = role('admin');
const mine = { read: or(owner('userId'), ADMIN), write: owner('userId') };
const diaries = {
  access: mine,
  fields: { userId: 'hidden' },
  search: ['text'],
  locking: 'optional',
  softDelete: { restore: true, show: true },
  bulk: true,
  upsert: ['slug'],
  idempotency: true,
} as const;
const staff = {
  access: or(authenticated(), owner('userId')),
  fields: {
    salary: { readable: role('hr'), writable: role('hr') },
    grade: { writable: role('hr', 'lead') },
    remark: { readable: role('hr') },
    rank: { readable: role('hr'), writable: role('hr') },
    'home.zip': { readable: role('hr') },
    managerId: { readable: role('hr') },
    userId: { writable: ADMIN },
  },
  relations: { division: {}, manager: { include: true }, reports: {} },
  search: ['name', 'remark', 'division.name'],
  bulk: true,
  upsert: ['code'],
  idempotency: true,
} as const;

const ENTITIES = [
  // rows of an owner, written by statements, through the ORM, by two columns, and through a relation
  { entity: Memo, ...diaries },
  { entity: Diary, ...diaries },
  { entity: Seat, access: mine, fields: { userId: 'hidden' } },
  { entity: Folder, access: mine, relations: ['notes'] },
  {
    entity: Note,
    access: { read: or(owner('folder.userId'), ADMIN), write: owner('folder.userId') },
    bulk: true,
    search: ['folder.title'],
    relations: { folder: {}, labels: { write: 'link' } },
  },
  {
    entity: Label,
    // Nobody shares a label later on.
    access: {
      read: or(owner('userId'), where({ shared: { eq: true } })),
      create: owner('userId'),
      remove: owner('userId'),
    },
    relations: ['notes'],
  },
  // fields of which not everybody may know
  { entity: Employee, ...staff },
  { entity: Contractor, ...staff },
  {
    entity: Division,
    access: authenticated(),
    fields: { budget: { readable: ADMIN } },
    relations: { employees: { write: 'create' }, contractors: {} },
  },
  // roles, conditions, a scope
  { entity: Article, access: { read: or(ADMIN, where({ status: { eq: 'published' } })), write: ADMIN }, bulk: true },
  { entity: Section, access: 'public' },
  { entity: Task, access: { read: 'public', write: authenticated() }, upsert: ['title'], bulk: true },
  { entity: Tip, access: { create: 'public', read: ADMIN, write: ADMIN }, bulk: true, idempotency: true },
  {
    entity: Page,
    // Nobody takes a page out of the archive.
    access: { read: 'public', create: 'public', remove: 'public' },
    scope: ({ roles }: { readonly roles: readonly string[] }) => roles.includes('admin') || { archived: { eq: false } },
  },
  {
    entity: Letter,
    access: { read: 'public', write: authenticated(), restore: ADMIN, deleted: ADMIN },
    softDelete: { restore: true, show: true },
  },
];
const TENANTED = [
  {
    entity: Branch,
    access: authenticated(),
    fields: { safe: { readable: ADMIN } },
    relations: { invoices: { write: 'create' } },
  },
  {
    entity: Invoice,
    access: { read: authenticated(), create: authenticated(), write: owner('clerkId') },
    relations: ['branch'],
    search: ['text', 'branch.name'],
    bulk: true,
    idempotency: true,
  },
];

/** Paths under which a row is of one user, or of the tenant of one, and of nobody else. */
export const PRIVATE_PATHS: ReadonlySet<string> = new Set(
  ['memos', 'diaries', 'seats', 'folders', 'notes', 'branches', 'invoices'].map((name) => `/${name}`),
);

/** An application in which it matters who asks. */
export const GUARDED_APP: Pick<ApiOptions, 'imports'> = {
  imports: (database) => [
    LightApiModule.forRoot({
      database,
      jwt: { secret: TOKEN_SECRET },
      auth: { accounts: Accounts },
      tenancy: { field: 'tenantId' },
      entities: [...ENTITIES.map((options) => ({ ...options, tenancy: false })), ...TENANTED] as never,
    }),
  ],
};

/** Signs everybody in, and adds those who only pretend to be. */
export async function guardedAskers(url: string): Promise<Asker[]> {
  const names = ['ann', 'ben', 'root'] as const;
  const known = await Promise.all(
    names.map(async (name): Promise<Asker> => {
      const answer = await fetch(`${url}/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: name, password: PASSWORD }),
      });
      const { token } = (await answer.json()) as { readonly token: string };
      const headers = { authorization: `Bearer ${token}` };
      return { name, headers, mark: MARKS[name], seesEverything: name === 'root' };
    }),
  );
  const [ann] = known;
  return [NOBODY, ...known, ...brokenAskers(ann!.headers['authorization']!.slice('Bearer '.length))];
}
