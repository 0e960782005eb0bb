import { LightApiError } from '../common/light-api.error.js';
import type { BulkRequest } from '../resource/bulk-request.js';
import type { Resource } from '../resource/resource.js';
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
   * Answers at once unless the entity has class-validator decorators or the resource's cross-field rule is
   * asynchronous. A merge patch (RFC 7396) is an ordinary body: what is absent is absent from the payload, `null` is null.
   *
   * @throws LightApiError LA200 with every problem of the body, each with its pointer
   */
  parse(operation: BodyOperation, body: unknown): ParsedBody | Promise<ParsedBody>;
  /**
   * Reads many items at once: `{ create: […], update: […], remove: […] }`. Lets other requests have their turn while it
   * reads.
   *
   * @throws LightApiError LA200 with every problem of every item, each with a pointer such as `/create/17/title`; LA209
   * (400) for too many items
   */
  parseBulk(body: unknown): Promise<BulkRequest>;
}

/** Makes the parser of a resource. Rules, decorators and names are read once, before the first body of each kind. */
export function compilePayloadParser(resource: Resource, classes: PayloadClasses): PayloadParser {
  const parsers = new ItemParsers(resource, classes);
  return {
    parse: (operation, body) => parseBody(resource, parsers, operation, body),
    parseBulk: (body) => parseBulkBody(resource, parsers, objectOf(body)),
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

function objectOf(body: unknown): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  const detail = 'The body must be a JSON object.';
  throw new LightApiError('LA200', detail, { errors: [{ pointer: '', code: 'LA200', detail }] });
}
