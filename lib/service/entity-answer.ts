import type { JsonText } from '../common/json-text.js';
import type { Principal } from '../common/principal.js';
import { storedKey } from '../policy/permit-check.js';
import { permitItem } from '../policy/permit.js';
import { columnFields } from '../query/column-fields.js';
import { itemQuestion } from '../query/plain-questions.js';
import type { Include } from '../query/question.js';
import type { EntityMaker } from '../repository/entity-maker.js';
import type { FoundItem, ResourceRepository } from '../repository/resource-repository.js';
import { parseFieldText } from '../resource/field-value.js';
import type { Resource } from '../resource/resource.js';
import type { CreatedItem } from './created-item.js';

type Row = Readonly<Record<string, unknown>>;

/** What entities are made by. */
export interface EntityParts {
  readonly resource: Resource;
  readonly repository: ResourceRepository;
  readonly entities: EntityMaker;
}

/** The entity that an answer is. */
export function entityOf({ entities }: EntityParts, { row }: { readonly row: JsonText }, includes: readonly Include[]) {
  return entities.make(row.toJSON() as Row, includes);
}

/** The entities that the rows of a list are. */
export function entitiesOf({ entities }: EntityParts, rows: JsonText, includes: readonly Include[]): object[] {
  return (rows.toJSON() as readonly Row[]).map((row) => entities.make(row, includes));
}

/**
 * The entity that a write has stored. Where clients do not see all of it, it is read again in the same transaction. Who
 * may not read it learns its key alone.
 */
export function storedEntity(
  parts: EntityParts,
  principal: Principal,
  write: () => Promise<CreatedItem | FoundItem>,
): Promise<object> {
  const { resource, repository, entities } = parts;
  if (showsAll(resource, principal)) return write().then((item) => fromAnswer(parts, item));
  return repository.transaction(async () => {
    const item = await write();
    if (item.row === undefined) return fromAnswer(parts, item);
    const question = itemQuestion(keyOf(resource, item), columnFields(resource, principal));
    const found = await repository.read(permitItem(resource, question, principal));
    return found === undefined ? fromAnswer(parts, item) : entities.make(found.row.toJSON() as Row);
  });
}

function fromAnswer({ resource, entities }: EntityParts, item: CreatedItem | FoundItem): object {
  if (item.row !== undefined) return entities.make(item.row.toJSON() as Row);
  return entities.make(keyRow(resource, (item as CreatedItem).key));
}

function keyRow({ key }: Resource, texts: readonly string[]): Row {
  return Object.fromEntries(
    key.map(({ name, type }, index) => [
      name,
      type === 'int' || type === 'float' ? Number(texts[index]) : texts[index],
    ]),
  );
}

function showsAll(resource: Resource, principal: Principal): boolean {
  const { read, view } = resource.representation;
  if (view !== undefined) return false;
  return columnFields(resource, principal).every((field) => read.includes(field));
}

/** The key of a row that was just written, of its fields' JavaScript types. */
export function keyOf(resource: Resource, item: CreatedItem | FoundItem): readonly unknown[] {
  if ('key' in item) return storedKey(resource, item.key);
  const json = item.row.toJSON() as Row;
  return resource.key.map((field) => {
    let value: unknown = json;
    for (const segment of field.path) value = (value as Row | null | undefined)?.[segment];
    const parsed = parseFieldText(field, String(value as number));
    return parsed.ok ? parsed.value : undefined;
  });
}
