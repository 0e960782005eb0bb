import type { FieldRights } from '../resource/field-rights.js';
import type { Resource } from '../resource/resource.js';
import { bulkChangeTerms, bulkRemovalTerms, itemTerms, keyTerms, nestedTerms } from './body-terms.js';
import type { BodyOperation } from './entity-rules.js';
import { createItemParser } from './item-parser.factory.js';
import type { PayloadClasses } from './payload-class.factory.js';
import type { ItemParser } from './read-item.js';
import { relatedClassesOf } from './related-class.factory.js';
import type { RelatedRows } from './relation-parser.js';

/** Every kind of item that bodies of one resource hold. */
export type ItemKind = BodyOperation | 'bulkChange' | 'bulkRemoval';

/**
 * The parsers of a resource's items, for callers of the same rights. Each is compiled when it is first asked for, since new rows of a relation are read
 * by the rules of the target, which is known when every context of the application is.
 */
export class ItemParsers {
  private readonly compiled = new Map<ItemKind, ItemParser>();

  constructor(
    private readonly resource: Resource,
    private readonly classes: PayloadClasses,
    private readonly rights: FieldRights,
  ) {}

  of(kind: ItemKind): ItemParser {
    const known = this.compiled.get(kind);
    if (known !== undefined) return known;
    const parser = this.compile(kind);
    this.compiled.set(kind, parser);
    return parser;
  }

  private compile(kind: ItemKind): ItemParser {
    const { resource, classes, rights } = this;
    const relatedRows = (relationName: string): RelatedRows => compileRelatedRows(resource, relationName, rights);
    switch (kind) {
      case 'bulkRemoval':
        return createItemParser({ resource, rights, terms: bulkRemovalTerms(resource) });
      case 'bulkChange': {
        const rules = { operation: 'update', dtoClass: classes.update } as const;
        return createItemParser({ resource, rights, terms: bulkChangeTerms(resource), rules, relatedRows });
      }
      default: {
        const rules = { operation: kind === 'upsert' ? 'create' : kind, dtoClass: classes[kind] } as const;
        return createItemParser({ resource, rights, terms: itemTerms(resource, kind), rules, relatedRows });
      }
    }
  }
}

/** New rows are read as the target's own creates are, and bring no rows themselves. */
function compileRelatedRows(resource: Resource, relationName: string, rights: FieldRights): RelatedRows {
  const relation = resource.relations.get(relationName)!;
  const { target, inverseKey = [] } = relation;
  const { create, link } = relatedClassesOf(relation);
  const rules = create && ({ operation: 'create', dtoClass: create } as const);
  return {
    create: rules && createItemParser({ resource: target, rights, terms: nestedTerms(target, inverseKey), rules }),
    link: link && createItemParser({ resource: target, rights, terms: keyTerms(target) }),
  };
}
