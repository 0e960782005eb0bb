import type { Principal } from './common/principal.js';
import { APPLICATION } from './common/application.js';
import type { CommitFeed } from './events/commit-feed.js';
import { developerSight } from './compiler/rule-terms.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { lookupIn } from './light-api.repository-lookup.js';
import { applicationView } from './payload/application-view.js';
import { createPayloadClasses } from './payload/payload-class.factory.js';
import { compilePayloadParser, type PayloadParser } from './payload/payload.parser.js';
import { fieldRightsOf } from './policy/field-rights.js';
import type { CursorSecret } from './query/cursor-secret.js';
import { once } from './common/once.js';
import { compileSpokenTable, type ParameterTable } from './query/parameter-table.js';
import { callerSight } from './query/caller-sight.js';
import { entityClassOf } from './resource/entity-target.js';
import type { FieldRights } from './resource/field-rights.js';
import type { Resource } from './resource/resource.js';
import type { ResourceHooks } from './resource/resource-hooks.js';
import type { ResourceRegistry } from './resource/resource.registry.js';
import { compileEntityInput } from './service/entity-input.js';
import type { ResourceOperations } from './service/resource.operations.js';
import { createHookDataReader, dataOf, type HookDataReader, type ParseChanges } from './service/hook-data.js';
import { RowHooks } from './service/row-hooks.js';
import type { ServiceBinding } from './service/service-binding.js';

/** What the code of an application works with, for one resource. Each part is compiled when code first asks for it. */
export function createServiceBinding(
  resource: Resource,
  operations: ResourceOperations,
  clientParser: PayloadParser,
  registry: ResourceRegistry<LinkedFeature>,
  secret: CursorSecret | undefined,
): ServiceBinding {
  const link = once(() => lookupIn(registry)(resource));
  const ownParser = once(() => parserOfCode(resource));
  const input = once(() => compileEntityInput(resource));
  const words = once(() => wordsOf(resource, registry, secret));
  const changes = once(() => changesOf(resource));
  const columns = once(() => new Map(resource.columns.map((column) => [column.field.name, column])));
  return {
    resource,
    operations,
    get repository() {
      return link().repository;
    },
    get entities() {
      return link().maker;
    },
    input: (data) => input()(data),
    parse: (operation, body, principal) =>
      principal === undefined
        ? ownParser().parse(operation, body)
        : clientParser.parse(operation, body, fieldRightsOf(resource, principal)),
    dataOf: (payload) => dataOf(payload, columns()),
    merged: (payload, operation, data) => changes().change(payload, operation, () => data),
    wordsFor: (principal) => words()(principal),
  };
}

function parserOfCode(resource: Resource): PayloadParser {
  const view = applicationView(resource);
  return compilePayloadParser(view, createPayloadClasses(view, entityClassOf(resource.entity)));
}

function wordsOf(
  resource: Resource,
  { features }: ResourceRegistry<LinkedFeature>,
  secret: CursorSecret | undefined,
): (principal: Principal) => ParameterTable {
  const sight = developerSight(features.flatMap(({ pending }) => pending));
  const own = compileSpokenTable(resource, sight, secret);
  const tables = new WeakMap<FieldRights, ParameterTable>();
  return (principal) => {
    if (principal === APPLICATION) return own;
    const rights = fieldRightsOf(resource, principal);
    let table = tables.get(rights);
    if (table === undefined)
      tables.set(rights, (table = compileSpokenTable(resource, callerSight(sight, rights), secret)));
    return table;
  };
}

/** What an application does around the writes of a resource. What needs the other contexts is compiled when it is first asked for. */
export function createRowHooks(
  resource: Resource,
  hooksOf: () => readonly ResourceHooks[],
  registry: ResourceRegistry<LinkedFeature>,
  feed: CommitFeed,
): RowHooks {
  const link = once(() => lookupIn(registry)(resource));
  const data = once(() => changesOf(resource));
  return new RowHooks({
    resource,
    hooksOf,
    feed,
    get repository() {
      return link().repository;
    },
    get entities() {
      return link().maker;
    },
    whenCommitted: (work) => link().whenCommitted(work),
    data: { change: (...given) => data().change(...given) },
  });
}

function changesOf(resource: Resource): HookDataReader {
  const parse = (isNew: boolean): ParseChanges => {
    const parser = parserOfHooks(resource, isNew);
    return async (body) => (await parser.parse('update', body)).payload;
  };
  return createHookDataReader(resource, compileEntityInput(resource), { create: parse(true), update: parse(false) });
}

/** Reads what a hook has changed, by itself: the rest was read before, and the cross-field rule was about what was sent. */
function parserOfHooks(resource: Resource, isNew: boolean): PayloadParser {
  const view = applicationView(resource);
  const fields = view.fields.map((field) => (isNew ? { ...field, updatable: field.creatable } : field));
  const patch = {
    ...view,
    fields,
    fieldByName: new Map(fields.map((field) => [field.name, field])),
    validate: undefined,
  };
  return compilePayloadParser(patch, createPayloadClasses(patch, entityClassOf(resource.entity)));
}
