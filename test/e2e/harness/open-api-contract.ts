import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { sealSchemas, withPartialRows, wordsOfOlderVersions } from './open-api-schemas.js';

interface MediaType {
  readonly schema?: object;
}
interface Described {
  readonly description?: string;
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
}
type PathItem = Readonly<Record<string, { readonly responses?: Readonly<Record<string, Described>> }>>;

/** The parts of an OpenAPI document that a response is held to. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, object>> };
}

/** A request and the answer it got. */
export interface Exchange {
  readonly method: string;
  /** Path of the request, with or without a query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const PROBLEM = 'application/problem+json';
/** `fields` leaves out properties of rows that are there otherwise; no schema can say so, its description does. */
const SELECTS_FIELDS = /[?&]fields=|\/search$/;

/**
 * Holds answers to an OpenAPI 3.1 document: status and media type must be documented, the body must be valid, and
 * properties that the document does not name must not be there.
 */
export class OpenApiContract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly document: OpenApiDocument;

  constructor(
    document: OpenApiDocument,
    /** Paths that are no part of the API, such as those of the docs. */
    private readonly ignoredPaths: readonly string[] = ['/docs', '/openapi.json'],
  ) {
    const foreign = wordsOfOlderVersions(document);
    if (foreign.length > 0) throw new Error(`OpenAPI 3.1 does not know these words:\n  ${foreign.join('\n  ')}`);
    this.document = sealSchemas(document);
    addFormats.default(this.ajv);
    for (const format of ['binary', 'decimal', 'bigint', 'int8', 'int16', 'uint8', 'time-local'])
      this.ajv.addFormat(format, true);
    this.ajv.addSchema(this.document, 'document');
    this.ajv.addSchema(withPartialRows(this.document), 'partial');
  }

  /** What the answer does that the document does not say; empty when all is well. */
  problemsOf(exchange: Exchange): string[] {
    const path = exchange.path.split('?')[0]!;
    if (this.ignoredPaths.some((ignored) => path === ignored || path.startsWith(`${ignored}/`))) return [];
    // OpenAPI 3.1 does not know QUERY, so it is an extension.
    const method = exchange.method === 'QUERY' ? 'x-query' : exchange.method.toLowerCase();
    // What is no method of the literal path may be one of the other, so the answer says which it was.
    const template = this.templateOf(path, exchange.status === 405 ? undefined : method);
    if (template === undefined) return this.expectProblem(exchange, [400, 404], 'a path that is not documented', true);
    const item = this.document.paths[template]!;
    if (item[method]) return this.problemsUnder(template, method, exchange);
    if (method === 'head' && item['get']) return this.problemsUnder(template, 'get', exchange);
    if (method === 'options') return exchange.status === 204 ? [] : [`OPTIONS answered ${exchange.status}, not 204`];
    const missingAllow = exchange.headers['allow'] === undefined ? ['405 without an Allow header'] : [];
    return [...this.expectProblem(exchange, [405], 'a method that is not documented'), ...missingAllow];
  }

  /** The path of the document that a path is; of several the one that has the method, as `/books/search` is one of two. */
  private templateOf(path: string, method: string | undefined): string | undefined {
    const segments = path.replace(/\/$/, '').split('/');
    const matching = Object.keys(this.document.paths).filter((template) => {
      const parts = template.replace(/\/$/, '').split('/');
      return (
        parts.length === segments.length &&
        parts.every((part, index) => part === segments[index] || (part.startsWith('{') && segments[index] !== ''))
      );
    });
    // A literal path wins over one with parameters.
    matching.sort((left, right) => left.split('{').length - right.split('{').length);
    const documented = method === 'head' ? 'get' : method;
    const fits = (template: string): boolean =>
      documented !== undefined && this.document.paths[template]![documented] !== undefined;
    return matching.find(fits) ?? matching[0];
  }

  private expectProblem(exchange: Exchange, statuses: readonly number[], what: string, nestIsFine = false): string[] {
    const { status } = exchange;
    if (!statuses.includes(status)) return [`answered ${status} to ${what}, expected ${statuses.join(' or ')}`];
    if (exchange.method.toLowerCase() === 'head') return [];
    const type = mediaTypeOf(exchange);
    // Outside the resources' paths the host application answers for itself.
    if (nestIsFine && type === 'application/json') return [];
    if (type !== PROBLEM) return [`answered ${type || 'no media type'} to ${what}, expected ${PROBLEM}`];
    const body = parsed(exchange.text) as { readonly status?: unknown; readonly title?: unknown } | undefined;
    return body?.status === status && typeof body.title === 'string'
      ? []
      : ['the problem document lacks status or title'];
  }

  private problemsUnder(template: string, method: string, exchange: Exchange): string[] {
    const responses = this.document.paths[template]![method]!.responses ?? {};
    const key = [String(exchange.status), `${String(exchange.status)[0]}XX`, 'default'].find((name) => responses[name]);
    if (key === undefined) {
      return [`status ${exchange.status} is not documented; documented are ${Object.keys(responses).join(', ')}`];
    }
    const pointer = `#/paths/${escaped(template)}/${method}/responses/${key}`;
    const [place, response] = this.resolved(pointer, responses[key]!);
    const missing = Object.entries(response.headers ?? {})
      .filter(([name, header]) => header.required === true && exchange.headers[name.toLowerCase()] === undefined)
      .map(([name]) => `the documented header ${name} is missing`);
    return exchange.method.toLowerCase() === 'head'
      ? missing
      : [...missing, ...this.bodyProblems(place, response, exchange)];
  }

  private bodyProblems(place: string, response: Described, exchange: Exchange): string[] {
    const types = Object.keys(response.content ?? {});
    if (types.length === 0)
      return exchange.text === '' ? [] : [`a body where ${exchange.status} is documented to have none`];
    // OpenAPI has no word for a body that only some callers get; the description says so.
    if (exchange.text === '' && response.description?.includes('without a body') === true) return [];
    const type = mediaTypeOf(exchange);
    if (!types.includes(type))
      return [`media type ${type || '(none)'} is not documented; documented are ${types.join(', ')}`];
    if (!response.content![type]!.schema) return [`no schema is documented for ${exchange.status} ${type}`];
    const body = parsed(exchange.text);
    if (body === undefined) return ['the body is not JSON'];
    const mayChoose = exchange.method === 'QUERY' || SELECTS_FIELDS.test(exchange.path);
    const schemas = mayChoose ? 'partial' : 'document';
    const validate = this.validatorAt(`${schemas}${place}/content/${escaped(type)}/schema`);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `body${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  private resolved(pointer: string, described: Described): [string, Described] {
    if (!described.$ref) return [pointer, described];
    const target = described.$ref
      .slice(2)
      .split('/')
      .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], this.document);
    if (!target) throw new Error(`${pointer} refers to ${described.$ref}, which is not there`);
    return [described.$ref, target as Described];
  }

  private validatorAt(pointer: string): ValidateFunction {
    let validate = this.validators.get(pointer);
    if (!validate) {
      validate = this.ajv.compile({ $ref: pointer });
      this.validators.set(pointer, validate);
    }
    return validate;
  }
}

/** One segment of a JSON pointer in a URI fragment (RFC 6901 §6). */
function escaped(segment: string): string {
  return encodeURIComponent(segment.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function mediaTypeOf(exchange: Exchange): string {
  return String(exchange.headers['content-type'] ?? '')
    .split(';')[0]!
    .trim();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
