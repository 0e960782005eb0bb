import { hash } from '@node-rs/argon2';
import type { DataSource } from 'typeorm';
import { Article } from './article.entity.js';
import { Comment } from './comment.entity.js';
import { Ticket } from './ticket.entity.js';
import { User } from './user.entity.js';

/** Puts two companies into an empty database. Every password is "correct horse". */
export async function seed({ manager }: DataSource): Promise<void> {
  if (await manager.existsBy(User, {})) return;
  const passwordHash = await hash('correct horse');
  await manager.insert(User, [
    { companyId: 'acme', email: 'ada@acme.example', name: 'Ada', roles: [], passwordHash },
    { companyId: 'acme', email: 'bob@acme.example', name: 'Bob', roles: [], passwordHash },
    { companyId: 'acme', email: 'amy@acme.example', name: 'Amy', roles: ['agent'], passwordHash },
    { companyId: 'globex', email: 'gus@globex.example', name: 'Gus', roles: ['agent'], passwordHash },
  ]);
  await manager.insert(Ticket, [
    { companyId: 'acme', subject: 'The printer hums', customerId: 1 },
    { companyId: 'acme', subject: 'No coffee', customerId: 2, priority: 1 },
    { companyId: 'globex', subject: 'The door sticks', customerId: 4 },
  ]);
  await manager.insert(Comment, [
    { companyId: 'acme', text: 'Have you turned it off and on?', ticket: { id: 1 } },
    { companyId: 'acme', text: 'It hums since Tuesday.', internal: true, ticket: { id: 1 } },
    { companyId: 'acme', text: 'On its way.', ticket: { id: 2 } },
  ]);
  await manager.insert(Article, [
    { title: 'How to write a ticket', published: true },
    { title: 'How to answer one', published: false },
  ]);
}
