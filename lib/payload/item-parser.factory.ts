import type { Type } from '@nestjs/common';
import type { FieldRights } from '../resource/field-rights.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { BodyReader, type ReadBody } from './body-reader.js';
import type { BodyTerms } from './body-terms.js';
import { compileClassRules, type ClassRules } from './class-rules.js';
import { runCrossFieldRule } from './cross-field-rule.js';
import { entityView } from './entity-view.js';
import type { WriteOperation } from './entity-rules.js';
import { compileInputTransformer, type InputTransformer } from './input-transformer.js';
import type { ProblemList } from './problem-list.js';
import type { ItemParser, ReadItem, ReadRelation } from './read-item.js';
import { parseRelation, type RelatedRows } from './relation-parser.js';
import { whenAllKnown, whenKnown } from './when-known.js';

/** What an item is read by. */
export interface ItemParts {
  readonly resource: Resource;
  readonly terms: BodyTerms;
  /** What the caller may not do with fields, whatever the terms say. */
  readonly rights: FieldRights;
  /** Whose rules hold beside those of the columns; absent where nothing is stored. */
  readonly rules?: {
    readonly operation: WriteOperation;
    /** The generated class that carries the entity's own decorators; absent where it has none. */
    readonly dtoClass: Type<object> | undefined;
  };
  /** How rows of a relation are read; absent where the terms open none. */
  readonly relatedRows?: (relationName: string) => RelatedRows;
}

interface CompiledItem {
  readonly resource: Resource;
  readonly operation: WriteOperation | undefined;
  readonly reader: BodyReader;
  readonly transform: InputTransformer | undefined;
  readonly classRules: ClassRules | undefined;
  readonly relatedRows: ReadonlyMap<string, RelatedRows>;
}

/** Compiles how one kind of item is read: rules, decorators and names are looked up here, once. */
export function createItemParser({ resource, terms, rights, rules, relatedRows }: ItemParts): ItemParser {
  const reader = new BodyReader(resource, terms, rights);
  const relations = reader.writableRelations;
  const dtoClass = rules?.dtoClass;
  const item: CompiledItem = {
    resource,
    operation: rules?.operation,
    reader,
    transform: dtoClass && compileInputTransformer(dtoClass, reader.writable),
    classRules: dtoClass && compileClassRules(dtoClass, reader.writable, relations),
    relatedRows: new Map(relations.map(({ name }) => [name, relatedRows!(name)])),
  };
  return (json, problems) => parseItem(item, json, problems);
}

function parseItem(item: CompiledItem, json: object, problems: ProblemList): ReadItem | Promise<ReadItem> {
  const { reader, transform, classRules } = item;
  const read = reader.read(json, problems);
  const body = transform === undefined ? read : transform(read, problems);
  return whenKnown(parseRelations(item, body, problems), (relations) =>
    whenKnown(classRules?.(body, relations, problems), () => finishItem(item, body, relations, problems)),
  );
}

function parseRelations(
  { relatedRows, resource }: CompiledItem,
  { relations }: ReadBody,
  problems: ProblemList,
): readonly ReadRelation[] | Promise<readonly ReadRelation[]> {
  return whenAllKnown(
    relations.map((sent) =>
      parseRelation(sent, relatedRows.get(sent.relation.name)!, resource.limits.maxKeys, problems),
    ),
  );
}

/** The cross-field rule may rely on right fields, so it runs only when there are no other problems. */
function finishItem(
  { resource, operation }: CompiledItem,
  body: ReadBody,
  relations: readonly ReadRelation[],
  problems: ProblemList,
): ReadItem | Promise<ReadItem> {
  const view = (): Record<string, unknown> => entityView(body, relations);
  const hasRule = resource.validate !== undefined && operation !== undefined && problems.isEmpty;
  return whenKnown(hasRule ? runCrossFieldRule(resource, operation, view(), problems) : undefined, () => ({
    payload: payloadOf(body, relations),
    key: body.key.size === 0 ? [] : resource.key.map(({ name }) => body.key.get(name)),
    version: body.version,
    view,
  }));
}

function payloadOf({ fields }: ReadBody, relations: readonly ReadRelation[]): Payload {
  const payload = Object.create(null) as Record<string, unknown>;
  for (const [name, { value }] of fields) payload[name] = value;
  for (const { relation, payload: related } of relations) payload[relation.name] = related;
  return payload;
}
