import type { Type } from '@nestjs/common';
import { entityClassOf } from '../resource/entity-target.js';
import type { FieldRights } from '../resource/field-rights.js';
import type { Resource } from '../resource/resource.js';
import { bulkChangeTerms, bulkRemovalTerms, itemTerms, keyTerms, nestedTerms } from './body-terms.js';
import type { BodyOperation } from './entity-rules.js';
import { createItemParser } from './item-parser.factory.js';
import { withRules } from './late-rules.js';
import { hasOwnDecorators } from './own-decorators.js';
import type { PayloadClasses } from './payload-class.factory.js';
import { shapeOf } from './payload-shape.js';
import type { ItemParser } from './read-item.js';
import { relatedClassesOf, takesLinks, takesNewRows } from './related-class.factory.js';
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
    const { resource, rights } = this;
    const relatedRows = (relationName: string): RelatedRows => compileRelatedRows(resource, relationName, rights);
    switch (kind) {
      case 'bulkRemoval':
        return createItemParser({ resource, rights, terms: bulkRemovalTerms(resource) });
      case 'bulkChange': {
        const rules = { operation: 'update', dtoClass: this.ruledClass('update') } as const;
        return createItemParser({ resource, rights, terms: bulkChangeTerms(resource), rules, relatedRows });
      }
      default: {
        const rules = { operation: kind === 'upsert' ? 'create' : kind, dtoClass: this.ruledClass(kind) } as const;
        return createItemParser({ resource, rights, terms: itemTerms(resource, kind), rules, relatedRows });
      }
    }
  }

  private ruledClass(operation: BodyOperation): Type<object> | undefined {
    return hasRules(this.resource) ? withRules(this.classes[operation]) : undefined;
  }
}

function hasRules({ entity, fields }: Resource): boolean {
  return hasOwnDecorators(entityClassOf(entity), shapeOf(fields));
}

/** New rows are read as the target's own creates are, and bring no rows themselves. */
function compileRelatedRows(resource: Resource, relationName: string, rights: FieldRights): RelatedRows {
  const relation = resource.relations.get(relationName)!;
  const { target, inverseKey = [] } = relation;
  const newRows = (): ItemParser => {
    const dtoClass = hasRules(target) ? withRules(relatedClassesOf(relation).create!) : undefined;
    const terms = nestedTerms(target, inverseKey);
    return createItemParser({ resource: target, rights, terms, rules: { operation: 'create', dtoClass } });
  };
  return {
    create: takesNewRows(relation) ? newRows() : undefined,
    link: takesLinks(relation) ? createItemParser({ resource: target, rights, terms: keyTerms(target) }) : undefined,
  };
}
