import type { INestApplication, Type } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource, EntityMetadata } from 'typeorm';
import { compileResources } from '../../compiler/compile.js';
import type { PendingLinks, PendingReference } from '../../compiler/pending-links.js';
import type { LinkedFeature } from '../../light-api.linked-feature.js';
import { embeddedClassOf, entityRulesOf, type EntityRule } from '../../payload/entity-rules.js';
import { withRules } from '../../payload/late-rules.js';
import { createPayloadClasses, type PayloadClasses } from '../../payload/payload-class.factory.js';
import { compilePayloadParser, type PayloadParser } from '../../payload/payload.parser.js';
import { entityClassOf, isEntity, isEntitySchema, type EntityTarget } from '../../resource/entity-target.js';
import type { Field } from '../../resource/field.js';
import { ResourceRegistry } from '../../resource/resource.registry.js';
import type { Resource } from '../../resource/resource.js';

/** All that it takes to make rows of an entity. */
export interface Blueprint {
  readonly resource: Resource;
  /** Every column, also those that no client may know of. */
  readonly columns: readonly Field[];
  readonly references: readonly PendingReference[];
  readonly parser: PayloadParser;
  readonly dataSource: DataSource;
  readonly metadata: EntityMetadata;
  /** Decorators of class-validator that hold for a field of a new row. */
  readonly rulesOf: (field: Field) => readonly EntityRule[];
}

/**
 * The blueprint of a resource, or of an entity that is none.
 *
 * @throws TypeError for what is neither
 */
export function blueprintOf(app: INestApplication, wanted: EntityTarget | string): Blueprint {
  const { features } = app.get<ResourceRegistry<LinkedFeature>>(ResourceRegistry, { strict: false });
  const found = features
    .flatMap(({ pending, schemas }) => pending.map((links) => ({ links, schemas })))
    .filter(({ links: { resource } }) => isMeant(resource, wanted))
    .sort((left, right) => creates(right.links) - creates(left.links))[0];
  if (found === undefined) return unexposed(app, wanted);
  const { links, schemas } = found;
  return complete(app, links, schemas.get(links.resource.name)!.classes);
}

function isMeant({ name, entity }: Resource, wanted: EntityTarget | string): boolean {
  if (typeof wanted === 'string') return name === wanted;
  return entity === wanted || isEntity(entity, isEntitySchema(wanted) ? entityClassOf(wanted) : wanted);
}

function creates({ resource }: PendingLinks): number {
  return resource.operations.has('create') ? 1 : 0;
}

/** An entity that rows of others need, and that no client ever sees. */
function unexposed(app: INestApplication, wanted: EntityTarget | string): Blueprint {
  if (typeof wanted === 'string') throw new TypeError(`There is no resource called "${wanted}".`);
  const declaration = { entity: wanted as Type<object>, operations: ['list'], access: 'public' } as const;
  const bare = { ...declaration, relations: undefined, ordering: undefined, search: undefined };
  const { pending, problems } = compileResources([bare as never], { place: 'forRoot' });
  const [links] = pending;
  if (links === undefined) throw new TypeError(problems.map(({ message }) => message).join(' '));
  const classes = createPayloadClasses(links.resource, entityClassOf(wanted));
  return complete(app, links, classes);
}

function complete(
  app: INestApplication,
  { resource, columns, references }: PendingLinks,
  classes: PayloadClasses,
): Blueprint {
  const dataSource = app.get<DataSource>(getDataSourceToken(resource.dataSource), { strict: false });
  return {
    resource,
    columns: [...columns.values()],
    references,
    parser: compilePayloadParser(resource, classes),
    dataSource,
    metadata: dataSource.getMetadata(resource.entity as never),
    rulesOf: ({ path }) => {
      const holder = path.slice(0, -1).reduce<Type<object> | undefined>(embeddedClassOf, withRules(classes.create));
      const rules = entityRulesOf(holder).get(path.at(-1)!) ?? [];
      return rules.filter(({ groups }) => (groups ?? []).length === 0);
    },
  };
}
