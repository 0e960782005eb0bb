import type { BulkRequest } from '../resource/bulk-request.js';
import { ALL_RIGHTS, type FieldRights } from '../resource/field-rights.js';
import type { Resource } from '../resource/resource.js';
import { objectOf } from './body-object.js';
import { parseBulkBody } from './bulk-body.parser.js';
import type { BodyOperation } from './entity-rules.js';
import { ItemParsers } from './item-parsers.js';
import type { ParsedBody } from './parsed-body.js';
import type { PayloadClasses } from './payload-class.factory.js';
import { ProblemList } from './problem-list.js';
import { whenKnown } from './when-known.js';

/** Turns parsed JSON into what an operation takes. */
export interface PayloadParser {
  /**
   * Answers at once unless a class-validator decorator of the entity is broken or asynchronous, or the resource's
   * cross-field rule is asynchronous. A merge patch (RFC 7396) is an ordinary body: what is absent is absent from the
   * payload, `null` is null.
   *
   * @param rights of who sends it. Default: nothing is kept from them
   * @throws LightApiError LA200 with every problem of the body, each with its pointer
   */
  parse(operation: BodyOperation, body: unknown, rights?: FieldRights): ParsedBody | Promise<ParsedBody>;
  /**
   * Reads many items at once: `{ create: […], update: […], remove: […] }`. Lets other requests have their turn while it
   * reads.
   *
   * @throws LightApiError LA200 with every problem of every item, each with a pointer such as `/create/17/title`; LA209
   * (400) for too many items
   */
  parseBulk(body: unknown, rights?: FieldRights): Promise<BulkRequest>;
}

/** Makes the parser of a resource. Rules, decorators and names are read once, before the first body of each kind. */
export function compilePayloadParser(resource: Resource, classes: PayloadClasses): PayloadParser {
  const known = new WeakMap<FieldRights, ItemParsers>();
  const parsersFor = (rights: FieldRights = ALL_RIGHTS): ItemParsers => {
    let parsers = known.get(rights);
    if (parsers === undefined) known.set(rights, (parsers = new ItemParsers(resource, classes, rights)));
    return parsers;
  };
  return {
    parse: (operation, body, rights) => parseBody(resource, parsersFor(rights), operation, body),
    parseBulk: (body, rights) => parseBulkBody(resource, parsersFor(rights), objectOf(body)),
  };
}

function parseBody(
  resource: Resource,
  parsers: ItemParsers,
  operation: BodyOperation,
  body: unknown,
): ParsedBody | Promise<ParsedBody> {
  const problems = new ProblemList(resource.limits.maxErrors);
  return whenKnown(parsers.of(operation)(objectOf(body), problems), ({ payload, version }) => {
    if (!problems.isEmpty) throw problems.toError(resource.validationStatus);
    return { payload, version };
  });
}
