import type { DataSource } from 'typeorm';
import { ANONYMOUS } from '../../lib/common/principal.js';
import { LightApiError } from '../../lib/common/light-api.error.js';
import { itemQuestion, listQuestion } from '../../lib/query/plain-questions.js';
import {
  ALL_VISIBLE,
  type CursorPosition,
  type Include,
  type ItemQuestion,
  type ListQuestion,
} from '../../lib/query/question.js';
import type { FoundItem, StoredItem } from '../../lib/repository/resource-repository.js';
import { createCompiledRepository } from '../../lib/repository/typeorm/compiled/compiled.repository.js';
import { chooseExecution } from '../../lib/repository/typeorm/execution.js';
import { createOrmRepository } from '../../lib/repository/typeorm/orm/orm.repository.js';
import type { LinkedRepository, RelatableRepository } from '../../lib/repository/typeorm/repository-lookup.js';
import type { Field, FieldType } from '../../lib/resource/field.js';
import type { Payload } from '../../lib/resource/payload.js';
import type { Resource } from '../../lib/resource/resource.js';
import type { StoredRow } from '../contract/fixtures/library/rows.js';
import { toCondition } from '../contract/fixtures/library/tree.js';
import { visibilityOf } from '../contract/fixtures/library/visibility.js';
import { permit } from '../permit.js';
import type { AskedWrite } from './arbitraries/museum.js';
import type { AskedInclude, AskedItem, AskedList, AskedQuestion } from './arbitraries/question.js';
import { toSort } from './arbitraries/walk.js';

/** Pages of a walk that are looked at. */
const PAGES = 3;

type Resources = ReadonlyMap<string, Resource>;

/** Everything of an answer that a client may come to see, as text. */
export type Answer = Readonly<Record<string, unknown>>;

/** Repositories of all resources, which know each other. */
export class Executor {
  private readonly links = new Map<Resource, LinkedRepository>();

  /** @param name `compiled` where an application would have compiled statements too: inheritance has none. */
  constructor(
    name: 'compiled' | 'orm',
    private readonly resources: Resources,
    dataSource: DataSource,
  ) {
    for (const resource of resources.values()) {
      const chosen = chooseExecution(resource, dataSource.getMetadata(resource.entity as never), dataSource);
      const isCompiled = name === 'compiled' && chosen.reads === 'compiled';
      const make = isCompiled ? createCompiledRepository : createOrmRepository;
      const repository = make(resource, dataSource, (other) => this.links.get(other)!);
      const reads = isCompiled ? 'compiled' : 'orm';
      this.links.set(resource, { repository, execution: { reads, writes: reads, reasons: [] } });
    }
  }

  /** Tables that compiled statements read. */
  get compiled(): readonly string[] {
    return [...this.links].filter(([, { execution }]) => execution.reads === 'compiled').map(([{ name }]) => name);
  }

  repository(table: string): RelatableRepository {
    return this.links.get(this.resources.get(table)!)!.repository;
  }

  /** The answer to a question: to a walk, those of its first pages. */
  async ask(asked: AskedQuestion, keys: KeysOf): Promise<readonly Answer[]> {
    if (asked.kind === 'item') return [await answerOf(() => this.read(asked, keys))];
    const answers: Answer[] = [];
    let values: readonly unknown[] | undefined;
    for (let page = 0; page < PAGES; page++) {
      const answer = await answerOf(() => this.list(asked, keys, values));
      answers.push(answer);
      if (typeof asked.page === 'number' || answer['hasMore'] !== true) break;
      const edges = JSON.parse(answer['edges'] as string) as { first: unknown[]; last: unknown[] };
      values = asked.page === 'after' ? edges.last : edges.first;
    }
    return answers;
  }

  /** The answer to a write. */
  write(asked: AskedWrite, keys: KeysOf): Promise<Answer> {
    const resource = this.resources.get(asked.table)!;
    const repository = this.repository(asked.table);
    const { read } = resource.representation;
    const item = permit<ItemQuestion>(
      resource,
      itemQuestion(keyAt(resource, keys, asked.index), read, {
        deleted: asked.kind === 'restore' ? 'only' : 'without',
        versions: asked.versions && resource.version ? [{ versions: asked.versions, source: 'header' }] : [],
      }),
      ANONYMOUS,
    );
    const isNew = asked.kind === 'create' || asked.kind === 'createMany';
    const payloads = asked.payloads.map((payload) => writable(resource, payload, isNew));
    const payload = payloads[0]!;
    return answerOf(async () => {
      switch (asked.kind) {
        case 'create':
          return storedAnswer(await repository.create(payload, ALL_VISIBLE));
        case 'createMany':
          return { items: (await repository.createMany(payloads, ALL_VISIBLE)).map(storedAnswer) };
        case 'update':
          return storedAnswer(await repository.update(item, payload));
        case 'replace':
          return storedAnswer(await repository.replace(item, payload));
        case 'remove':
          return { removed: await repository.remove(item) };
        case 'restore':
          return storedAnswer(await repository.restore(item));
      }
    });
  }

  private async list(asked: AskedList, keys: KeysOf, values: CursorPosition['values']): Promise<Answer> {
    const resource = this.resources.get(asked.table)!;
    const { page, parent } = asked;
    const question = listQuestion(resource, {
      ...this.rowsOf(asked, resource.representation.list),
      sort: toSort(resource, asked.ordering),
      pageSize: asked.pageSize,
      ...(typeof page === 'number' ? { page } : { cursor: { side: page, values } }),
      count: asked.count,
      parent: parent && {
        relation: this.resources.get(parent.table)!.relations.get(parent.relation)!,
        key: keyAt(this.resources.get(parent.table)!, keys, parent.index),
      },
    } satisfies Partial<ListQuestion>);
    const { rows, edges, ...rest } = await this.repository(asked.table).list(permit(resource, question, ANONYMOUS));
    return { rows: rows.text, edges: JSON.stringify(edges), ...rest };
  }

  private async read(asked: AskedItem, keys: KeysOf): Promise<Answer> {
    const resource = this.resources.get(asked.table)!;
    const { fields, ...rest } = this.rowsOf(asked, resource.representation.read);
    const question: ItemQuestion = itemQuestion(keyAt(resource, keys, asked.index), fields, rest);
    const found = await this.repository(asked.table).read(permit(resource, question, ANONYMOUS));
    return { row: found?.row.text, version: found?.version };
  }

  private rowsOf(asked: AskedQuestion, fields: readonly Field[]) {
    const resource = this.resources.get(asked.table)!;
    return {
      filter: asked.filter && toCondition(resource, asked.filter),
      visibility: visibilityOf(this.resources, asked.rules),
      fields: asked.fields === undefined ? fields : fieldsOf(resource, asked.fields),
      includes: includesOf(resource, asked.includes),
      deleted: asked.deleted,
    };
  }
}

/** The keys of all rows of a table, in some order. */
export type KeysOf = (table: string) => readonly (readonly unknown[])[];

/** An answer, or the problem that there is instead; what is no problem of the caller's is thrown. */
export async function answerOf(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof LightApiError) || error.status >= 500) throw error;
    return { code: error.code, errors: JSON.stringify(error.errors) };
  }
}

/** What a body may hold, as the payload room hands it over. */
function writable({ fieldByName }: Resource, row: StoredRow, isNew: boolean): Payload {
  const sent = Object.entries(row).filter(([name]) => {
    const { creatable, updatable } = fieldByName.get(name)!;
    return isNew ? creatable : updatable;
  });
  return Object.assign(Object.create(null) as Record<string, unknown>, Object.fromEntries(sent));
}

function storedAnswer(item: (FoundItem & Partial<StoredItem>) | undefined): Answer {
  return { row: item && withoutOwn(item.row.text), version: item?.version, keys: item?.key?.length };
}

/**
 * A row without what is each database's own: the numbers that it counts, of which a refused row may take one, and of the
 * times all but how they are written.
 */
export function withoutOwn(text: string): string {
  return text.replace(OWN, (member) => member.replace(/\d+/g, '0'));
}

const OWN = /"(?:createdAt|updatedAt|deletedAt)":"[^"]*"|"id":\d+/g;

function keyAt({ name, key }: Resource, keys: KeysOf, index: number): readonly unknown[] {
  return keys(name)[index] ?? key.map((field) => NO_KEY[field.type] ?? '999999');
}

/** Of rows that are not there. */
const NO_KEY: Partial<Record<FieldType, unknown>> = { int: 999_999, uuid: '99999999-0000-4000-8000-000000000000' };

function fieldsOf({ fieldByName }: Resource, names: readonly string[]): readonly Field[] {
  return names.map((name) => fieldByName.get(name)!);
}

/** In the order in which their relations are declared, as the parser has them. */
function includesOf({ relations }: Resource, asked: readonly AskedInclude[]): readonly Include[] {
  return [...relations.values()].flatMap((relation) => {
    const include = asked.find(({ name }) => name === relation.name);
    if (include === undefined) return [];
    const { target } = relation;
    return {
      relation,
      fields: fieldsOf(target, include.fields),
      includes: includesOf(target, include.includes),
      pageSize: include.pageSize,
      sort: toSort(target, include.ordering),
    };
  });
}

/** The keys of all rows that are there, table by table. */
export async function keysOf(executor: Executor, resources: ReadonlyMap<string, Resource>): Promise<KeysOf> {
  const keys = new Map<string, readonly (readonly unknown[])[]>();
  for (const [name, { key }] of resources) {
    const list = { kind: 'list', table: name, filter: undefined, rules: {}, includes: [], deleted: 'without' } as const;
    const question = { ...list, fields: key.map((field) => field.name), ordering: [], pageSize: 100, page: 1 } as const;
    const [answer] = await executor.ask({ ...question, count: 'none', parent: undefined }, () => []);
    const rows = JSON.parse(answer!['rows'] as string) as Record<string, unknown>[];
    keys.set(
      name,
      rows.map((row) => key.map((field) => row[field.name])),
    );
  }
  return (table) => keys.get(table)!;
}
