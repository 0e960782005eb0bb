import { LightApiError } from '../common/light-api.error.js';
import type { Payload } from '../resource/payload.js';
import type { Resource } from '../resource/resource.js';
import { BodyReader, type ReadBody } from './body-reader.js';
import { compileClassRules, type ClassRules } from './class-rules.js';
import { runCrossFieldRule } from './cross-field-rule.js';
import type { WriteOperation } from './entity-rules.js';
import { compileInputTransformer, type InputTransformer } from './input-transformer.js';
import type { PayloadClasses } from './payload-class.factory.js';
import { ProblemList } from './problem-list.js';

/** Turns parsed JSON into the payload of an operation. */
export interface PayloadParser {
  /**
   * Answers at once unless the entity has class-validator decorators or the resource's cross-field rule is
   * asynchronous. A merge patch (RFC 7396) is an ordinary body: what is absent is absent from the payload, `null` is null.
   *
   * @throws LightApiError LA200 with every problem of the body, each with its pointer
   */
  parse(operation: WriteOperation, body: unknown): Payload | Promise<Payload>;
}

interface OperationParser {
  readonly reader: BodyReader;
  readonly transform: InputTransformer | undefined;
  readonly classRules: ClassRules | undefined;
}

/** Compiles the parser of a resource: rules, decorators and names are read here, once, at boot. */
export function compilePayloadParser(resource: Resource, classes: PayloadClasses): PayloadParser {
  const parsers: Readonly<Record<WriteOperation, OperationParser>> = {
    create: compileOperation(resource, 'create', classes),
    replace: compileOperation(resource, 'replace', classes),
    update: compileOperation(resource, 'update', classes),
  };
  return { parse: (operation, body) => parse(resource, operation, parsers[operation], body) };
}

function compileOperation(resource: Resource, operation: WriteOperation, classes: PayloadClasses): OperationParser {
  const reader = new BodyReader(resource, operation);
  const dtoClass = classes[operation];
  return {
    reader,
    transform: compileInputTransformer(dtoClass, reader.writable),
    classRules: compileClassRules(dtoClass, reader.writable),
  };
}

function parse(
  resource: Resource,
  operation: WriteOperation,
  parser: OperationParser,
  body: unknown,
): Payload | Promise<Payload> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw notAnObject();
  const problems = new ProblemList(resource.limits.maxErrors);
  let read = parser.reader.read(body, problems);
  if (parser.transform !== undefined) read = parser.transform(read, problems);
  const finish = (): Payload | Promise<Payload> => finishParsing(resource, operation, read, problems);
  return parser.classRules === undefined ? finish() : parser.classRules(read, problems).then(finish);
}

/** The cross-field rule may rely on right fields, so it runs only when there are no other problems. */
function finishParsing(
  resource: Resource,
  operation: WriteOperation,
  read: ReadBody,
  problems: ProblemList,
): Payload | Promise<Payload> {
  if (!problems.isEmpty) throw problems.toError(resource.validationStatus);
  const pending = resource.validate === undefined ? undefined : runCrossFieldRule(resource, operation, read, problems);
  const conclude = (): Payload => {
    if (!problems.isEmpty) throw problems.toError(resource.validationStatus);
    return payloadOf(read);
  };
  return pending === undefined ? conclude() : pending.then(conclude);
}

function payloadOf(read: ReadBody): Payload {
  const payload = Object.create(null) as Record<string, unknown>;
  for (const [name, { value }] of read.fields) payload[name] = value;
  return payload;
}

function notAnObject(): LightApiError {
  const detail = 'The body must be a JSON object.';
  return new LightApiError('LA200', detail, { errors: [{ pointer: '', code: 'LA200', detail }] });
}
