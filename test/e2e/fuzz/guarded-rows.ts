import type { DataSource, EntityManager } from 'typeorm';
import { Diary, Folder, Label, Memo, Note, Seat } from '../fixtures/owned.js';
import { Article, Page, Tip } from '../fixtures/ruled.js';
import { Contractor, Employee } from '../fixtures/staff.js';
import { Branch, Invoice } from './guarded.entities.js';

/** Stand in values that are for one user alone; root may see all of them. */
export const MARKS = { ann: 'ann5own', ben: 'ben5own', root: 'root5own' } as const;

/** What one of two has: what the other's rows are related to. */
interface Belongings {
  readonly label: Label;
  readonly notes: readonly Note[];
  readonly branch: Branch;
  readonly invoices: readonly Invoice[];
}

/** Rows of each, and fields for one alone, all of which hold the marks of whom they are for. */
export async function fillGuarded({ manager }: DataSource): Promise<void> {
  const ann = await fillFor(manager, 1, MARKS.ann);
  const ben = await fillFor(manager, 2, MARKS.ben);
  for (const [{ notes, invoices }, theirs] of [
    [ann, ben],
    [ben, ann],
  ] as const) {
    // What an application has related stays related, whoever may see it.
    for (const note of notes) await manager.save(Object.assign(note, { labels: [theirs.label] }));
    for (const { id } of invoices) await manager.update(Invoice, id, { branchId: theirs.branch.id });
  }
  for (const entity of [Employee, Contractor]) {
    const remark = `${MARKS.root} remark`;
    const home = { city: 'Bonn', zip: `${MARKS.root} zip` };
    await manager.save(manager.create(entity, { code: 'e1', name: 'One', remark, userId: 1, home, salary: 5 }));
    await manager.save(manager.create(entity, { code: 'e2', name: 'Two', remark, userId: 2, home, salary: 7 }));
  }
  await manager.insert(Article, { title: `${MARKS.root} draft`, status: 'draft' });
  await manager.insert(Page, { title: `${MARKS.root} archive`, archived: true });
  await manager.insert(Tip, { text: `${MARKS.root} tip` });
}

async function fillFor(manager: EntityManager, userId: number, mark: string): Promise<Belongings> {
  for (const entity of [Memo, Diary]) {
    for (const index of [1, 2, 3]) {
      await manager.save(manager.create(entity, { slug: `${mark}-${index}`, text: `${mark} text`, userId }));
    }
    await manager.softDelete<Memo>(entity, { slug: `${mark}-3` });
  }
  await manager.insert(Seat, { hall: `H${userId}`, place: userId, label: mark, userId });
  const label = await manager.save(manager.create(Label, { name: `${mark} label`, userId }));
  const folder = await manager.save(manager.create(Folder, { title: `${mark} folder`, userId }));
  const notes = [1, 2, 3].map((index) => manager.create(Note, { text: `${mark} note ${index}`, folderId: folder.id }));
  const branch = await manager.save(
    manager.create(Branch, { tenantId: userId, name: `${mark} branch`, safe: `${MARKS.root} safe` }),
  );
  const invoices = [1, 2, 3].map((index) =>
    manager.create(Invoice, { tenantId: userId, clerkId: userId, text: `${mark} invoice ${index}` }),
  );
  return { label, notes: await manager.save(notes), branch, invoices: await manager.save(invoices) };
}
