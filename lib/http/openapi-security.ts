import { DECORATORS, type OpenAPIObject } from '@nestjs/swagger';
import type { AuthSchemes } from '../auth/auth-schemes.js';
import { ANONYMOUS } from '../common/principal.js';
import { mayEver } from '../policy/may-ever.js';
import type { AccessAction } from '../resource/access-rule.js';
import type { Operation } from '../resource/operation.js';
import type { Resource } from '../resource/resource.js';
import { RETRY_AFTER, type OpenApiHeader } from './openapi-headers.js';
import type { ResourceHandler } from './resource-handler.js';

/** Who may call an operation, as it is noted until the document of the application is made. */
export interface OperationAccess {
  /** Whether it takes credentials. */
  readonly asks: 'required' | 'optional';
  /** Whether it turns away somebody who is known. */
  readonly refuses: boolean;
}

type Requirement = Record<string, string[]>;
type Answer = {
  readonly description: string;
  readonly headers?: Record<string, OpenApiHeader>;
  readonly content: object;
};

interface DocumentedOperation {
  security?: Requirement[];
  readonly responses: Record<string, unknown>;
  [member: string]: unknown;
}

const NOTE = 'x-access';

/** What an operation needs to be allowed, whichever rows it is about. */
const ACTIONS: Readonly<Record<Operation, readonly AccessAction[]>> = {
  list: ['read', 'list', 'deleted'],
  read: ['read', 'deleted'],
  create: ['create'],
  replace: ['read', 'replace'],
  update: ['read', 'update'],
  remove: ['read', 'remove'],
  restore: ['read', 'restore'],
  upsert: ['create', 'read', 'update'],
  bulk: ['create', 'read', 'update', 'remove'],
};

const TOO_MANY_HEADERS = { 'Retry-After': RETRY_AFTER };
const CHALLENGE: OpenApiHeader = {
  description: 'Credentials that would do (RFC 9110 §11.6.1).',
  schema: { type: 'string' },
};

/** A note of who may call a generated handler. Rules are asked when somebody looks at the document. */
export function accessNote({ route }: ResourceHandler, resource: Resource): Readonly<Record<string, unknown>> {
  const { relation } = route;
  const operation = relation === undefined ? route.operation : 'read';
  return noteOf(() => {
    const target = relation?.target;
    const isOpen =
      mayEver(resource, operation, ANONYMOUS) && (target === undefined || mayEver(target, 'list', ANONYMOUS));
    const refuses = isRestricted(resource, operation) || (target !== undefined && isRestricted(target, 'list'));
    return { asks: isOpen ? 'optional' : 'required', refuses };
  });
}

/** Notes who may call a handler that is documented by decorators. */
export function noteOperation(access: () => OperationAccess): MethodDecorator {
  return (_prototype, _name, descriptor) => {
    const handler = descriptor.value as object;
    const extensions = Reflect.getMetadata(DECORATORS.API_EXTENSION, handler) as object | undefined;
    Reflect.defineMetadata(DECORATORS.API_EXTENSION, { ...extensions, ...noteOf(access) }, handler);
  };
}

/** A function is not part of any JSON, so a document that the application makes by itself has no notes. */
export function noteOf(access: () => OperationAccess): Readonly<Record<string, unknown>> {
  return { [NOTE]: access };
}

function isRestricted({ access }: Resource, operation: Operation): boolean {
  if (access.scope !== undefined || access.tenant !== undefined || access.fields.size > 0) return true;
  return ACTIONS[operation].some((action) => access.rules[action] !== 'public');
}

/**
 * Turns the notes of a document into what OpenAPI says it with, in place: the schemes that are on, the ones that an
 * operation takes, and the answers 401, 403 and 429 where they can happen.
 */
export function secureDocument(document: OpenAPIObject, schemes: AuthSchemes): OpenAPIObject {
  const declared = declaredSchemes(schemes);
  if (schemes.isAny) {
    document.components = {
      ...document.components,
      securitySchemes: { ...document.components?.securitySchemes, ...declared } as never,
    };
  }
  for (const path of Object.values(document.paths as Record<string, Record<string, unknown>>)) {
    for (const member of Object.values(path)) {
      if (isNoted(member)) {
        secureOperation(member, Object.keys(declared), schemes);
      }
    }
  }
  return document;
}

function isNoted(member: unknown): member is DocumentedOperation {
  return typeof member === 'object' && member !== null && NOTE in member;
}

function declaredSchemes({ bearer, basic, apiKeyHeader }: AuthSchemes): Record<string, object> {
  return {
    ...(bearer && { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } }),
    ...(basic && { basic: { type: 'http', scheme: 'basic' } }),
    ...(apiKeyHeader !== undefined && { apiKey: { type: 'apiKey', in: 'header', name: apiKeyHeader } }),
  };
}

function secureOperation(operation: DocumentedOperation, names: readonly string[], schemes: AuthSchemes): void {
  const { asks, refuses } = (operation[NOTE] as () => OperationAccess)();
  delete operation[NOTE];
  if (names.length > 0) {
    const requirements = names.map((name): Requirement => ({ [name]: [] }));
    operation.security = asks === 'optional' ? [{}, ...requirements] : requirements;
  }
  const { responses } = operation;
  const add = (status: number, description: string, headers?: Record<string, OpenApiHeader>): void => {
    responses[status] ??= problemAnswer(description, headers);
  };
  if (names.length > 0 || asks === 'required' || refuses) {
    const headers = names.length > 0 ? { 'WWW-Authenticate': CHALLENGE } : undefined;
    add(401, 'The credentials are missing or not valid.', headers);
  }
  if (refuses) add(403, 'The caller may not do this.');
  if (schemes.throttled || schemes.basic) add(429, 'There were too many requests.', TOO_MANY_HEADERS);
}

/** A problem document, wherever in the document its schema is referred to from. */
export function problemAnswer(description: string, headers?: Record<string, OpenApiHeader>): Answer {
  return {
    description,
    ...(headers !== undefined && { headers }),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
