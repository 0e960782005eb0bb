import type { Asker } from './askers.js';
import { BodyMaker, JSON_TYPE, type MadeBody } from './body-maker.js';
import { CursorMaker, type MadeWalk } from './cursor-maker.js';
import { HeaderMaker, keyed, NO_HEADERS, ODD_HEADERS, type MadeHeaders } from './header-maker.js';
import { HOSTILE_JSON } from './hostile-values.js';
import { PathMaker, type MadePath } from './path-maker.js';
import { QuestionMaker } from './question-maker.js';
import { QueryMaker, type MadeQuery, type Wish } from './query-maker.js';
import type { Random } from './random.js';
import type { RawRequest } from './raw-client.js';
import type { Schema, SchemaValues } from './schema-values.js';
import { ShapeMaker } from './shape-maker.js';
import type { BodyDoor, QueryDoor, Surface } from './surface.js';
import { TreeMaker } from './tree-maker.js';

/** A request, what kind it is of, and what has to become of it. */
export interface FuzzRequest extends RawRequest {
  readonly kind: string;
  readonly wish: Wish;
  /** Who sends it; the wish is about them as well. */
  readonly asker: Asker;
  /** Whether nothing but its credentials can be wrong with it. */
  readonly isSound: boolean;
  readonly surface: Surface;
  /** What it is sent for. */
  readonly door: BodyDoor | 'list' | 'related' | 'read' | 'remove' | 'restore' | 'other';
  /** Whether the path may be no resource's, or nothing reads the body: the platform may answer in its own way. */
  readonly isForeign: boolean;
}

/** What a request is put together of; what is left out is not there. */
interface Parts {
  readonly at: MadePath;
  readonly query?: MadeQuery;
  readonly body?: MadeBody;
  readonly condition?: MadeHeaders;
}

const NO_QUERY: MadeQuery = { kind: 'no query', text: '', wish: 'success' };
const NO_BODY: MadeBody = { kind: 'no body', headers: {}, wish: 'success' };
const UNASKED = 'unasked body';
/** Methods that Node's parser knows; no resource answers to them. */
const OTHER_METHODS = ['TRACE', 'PROPFIND', 'PURGE', 'SEARCH', 'LOCK', 'LINK', 'MKCOL', 'REPORT', 'M-SEARCH'] as const;

/** Makes the requests of a run, one by one. */
export class RequestMaker {
  private readonly queries: QueryMaker;
  private readonly bodies: BodyMaker;
  private readonly shapes: ShapeMaker;
  private readonly trees: TreeMaker;
  private readonly cursors: CursorMaker;
  private readonly conditions: HeaderMaker;
  private readonly paths: PathMaker;
  private asker: Asker;
  private brokenOnes = 0;

  constructor(
    private readonly random: Random,
    private readonly values: SchemaValues,
    resolve: (reference: string) => Schema,
    private readonly surfaces: readonly Surface[],
    private readonly askers: readonly Asker[],
    private readonly otherDoors: ReadonlyMap<string, Schema>,
  ) {
    this.asker = askers[0]!;
    const questions = new QuestionMaker(random, values, resolve);
    this.trees = new TreeMaker(random, values, resolve);
    this.queries = new QueryMaker(random, values, questions, this.trees);
    this.bodies = new BodyMaker(random);
    this.shapes = new ShapeMaker(random, values, resolve, questions, this.trees);
    this.cursors = new CursorMaker(random);
    this.conditions = new HeaderMaker(random);
    this.paths = new PathMaker(random, values);
  }

  next(): FuzzRequest {
    const surface = this.random.pick(this.surfaces);
    this.speakAs(this.somebody(), surface);
    const kind = this.random.fraction();
    if (kind < 0.2) return this.list(surface);
    if (kind < 0.34) return this.search(surface);
    if (kind < 0.4) return this.related(surface);
    if (kind < 0.44) return this.walk(surface);
    if (kind < 0.6) return this.create(surface);
    if (kind < 0.66) return this.side('upsert', surface);
    if (kind < 0.73) return this.side('bulk', surface);
    if (kind < 0.79) return this.read(surface);
    if (kind < 0.85) return this.change('replace', surface);
    if (kind < 0.93) return this.change('update', surface);
    if (kind < 0.96) return this.remove(surface);
    if (kind < 0.98) return this.restore(surface);
    if (this.otherDoors.size > 0 && this.random.happens(0.6)) return this.otherDoor(surface);
    return this.otherMethod(surface);
  }

  /** One of those who are somebody, and less often the next of those who only pretend to be. */
  private somebody(): Asker {
    const broken = this.askers.filter(({ isBroken }) => isBroken);
    if (broken.length > 0 && this.random.happens(0.1)) return broken[this.brokenOnes++ % broken.length]!;
    return this.random.pick(this.askers.filter(({ isBroken }) => isBroken !== true));
  }

  /** What is written into rows that nobody else may see tells whose they are. */
  private speakAs(asker: Asker, { isPrivate }: Surface): void {
    this.asker = asker;
    this.values.mark = isPrivate && asker.seesEverything !== true ? asker.mark : undefined;
  }

  private list(surface: Surface): FuzzRequest {
    const query = this.query(surface.list);
    return this.assembled('list', this.reading(), surface, { at: collection(surface), query });
  }

  private related(surface: Surface): FuzzRequest {
    if (surface.related.size === 0) return this.list(surface);
    const [name, door] = this.random.pick([...surface.related]);
    const item = this.paths.item(surface);
    const at = { ...item, kind: `rows of ${item.kind}`, path: `${item.path}/${name}` };
    return this.assembled('related', this.reading(), surface, { at, query: this.query(door) });
  }

  private search(surface: Surface): FuzzRequest {
    const shape = this.shapes.shape('search', surface);
    const tree = (): MadeBody => {
      const { kind, json, wish } = this.trees.wrong(surface.list.tree!);
      return { kind, headers: JSON_TYPE, body: `{"filter":${json}}`, wish };
    };
    const kind = this.random.fraction();
    const body = kind < 0.5 ? this.bodies.valid(shape) : kind < 0.75 ? this.bodies.wrong(shape) : tree();
    return this.searched(surface, body);
  }

  private searched(surface: Surface, body: MadeBody): FuzzRequest {
    if (surface.hasQuery && this.random.happens(0.4)) {
      return this.assembled('search', 'QUERY', surface, { at: collection(surface), body });
    }
    const at: MadePath = { kind: 'search', path: `${surface.path}/search`, wish: 'success' };
    const query = this.random.happens(0.95) ? NO_QUERY : this.queries.wrong(surface.list);
    return this.assembled('search', 'POST', surface, { at, query, body });
  }

  /** A page by cursor. */
  private walk(surface: Surface): FuzzRequest {
    if (this.random.happens(0.4)) {
      const walk = this.cursors.walk(surface);
      if (walk !== undefined) return this.searched(surface, { ...walk, headers: JSON_TYPE, body: walk.question });
    }
    const link = this.cursors.link(surface, this.surfaces);
    return link === undefined ? this.list(surface) : this.linked(surface, link);
  }

  private linked(surface: Surface, { kind, question, wish }: MadeWalk): FuzzRequest {
    const door = question.startsWith(`${surface.path}?`) ? 'list' : 'related';
    return this.assembled(door, 'GET', surface, { at: { kind, path: question, wish } });
  }

  private create(surface: Surface): FuzzRequest {
    const { known, heedsKeys } = surface;
    if (heedsKeys && known.creates.length > 0 && this.random.happens(0.2)) return this.repeated(surface);
    const condition = heedsKeys ? this.conditions.newKey() : NO_HEADERS;
    const query = this.random.happens(0.9) ? NO_QUERY : this.queries.wrong(surface.list);
    const body = this.body('create', surface);
    return this.assembled('create', 'POST', surface, { at: collection(surface), query, body, condition });
  }

  /** A create once more, with the same key, or another one that steals it. */
  private repeated(surface: Surface): FuzzRequest {
    const { asker, key, body: text } = this.random.pick(surface.known.creates);
    if (this.random.happens(0.8)) this.speakAs(asker, surface);
    const isTheirs = this.asker === asker;
    const isSame = isTheirs && this.random.happens(0.6);
    const body = isSame
      ? { kind: 'same body', headers: JSON_TYPE, body: text, wish: 'success' as const }
      : this.body('create', surface);
    const condition = isTheirs
      ? keyed(isSame ? 'key once more' : 'stolen key', key, isSame ? 'success' : 'refusal')
      : keyed('key of somebody else', key, 'any');
    return this.assembled('create', 'POST', surface, { at: collection(surface), body, condition });
  }

  /** A write beside the collection. */
  private side(door: 'upsert' | 'bulk', surface: Surface): FuzzRequest {
    if (surface.bodies[door] === undefined) return this.create(surface);
    const at: MadePath = { kind: door, path: `${surface.path}/${door}`, wish: 'success' };
    const query = this.random.happens(0.95) ? NO_QUERY : this.queries.wrong(surface.list);
    return this.assembled(door, 'POST', surface, { at, query, body: this.body(door, surface) });
  }

  private read(surface: Surface): FuzzRequest {
    const parts = { at: this.paths.item(surface), query: this.itemQuery(surface), body: this.unasked() };
    return this.assembled('read', this.reading(), surface, parts);
  }

  private change(door: 'replace' | 'update', surface: Surface): FuzzRequest {
    const at = this.paths.item(surface);
    const condition = this.conditions.ifMatch(surface, at.path);
    const query = this.random.happens(0.9) ? NO_QUERY : this.queries.wrong(surface.item);
    const body = this.body(door, surface, at.path);
    return this.assembled(door, door === 'replace' ? 'PUT' : 'PATCH', surface, { at, query, body, condition });
  }

  private remove(surface: Surface): FuzzRequest {
    const at = this.paths.item(surface);
    const condition = this.conditions.ifMatch(surface, at.path);
    const query = this.random.happens(0.8) ? NO_QUERY : this.queries.wrong(surface.item);
    return this.assembled('remove', 'DELETE', surface, { at, query, condition, body: this.unasked() });
  }

  private restore(surface: Surface): FuzzRequest {
    if (!surface.hasRestore) return this.remove(surface);
    const { removed } = surface.known;
    const item = removed.length > 0 ? this.random.pick(removed) : this.paths.known(surface);
    const at: MadePath = { kind: 'restore', path: `${item}/restore`, wish: 'success' };
    const condition = this.conditions.ifMatch(surface, item);
    return this.assembled('restore', 'POST', surface, { at, condition, body: this.unasked() });
  }

  private otherMethod(surface: Surface): FuzzRequest {
    const method = this.random.pick([...OTHER_METHODS, 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST']);
    const item = this.paths.known(surface);
    const words = ['search', 'upsert', 'bulk'].filter((word) => surface.bodies[word as BodyDoor] !== undefined);
    const path = this.random.pick([
      item,
      surface.path,
      ...words.map((word) => `${surface.path}/${word}`),
      ...[...surface.related.keys()].map((name) => `${item}/${name}`),
    ]);
    // Some of the paths take some of the methods, and the word of a route may be a key.
    const wish = OTHER_METHODS.some((other) => other === method) ? 'refusal' : method === 'OPTIONS' ? 'success' : 'any';
    return this.assembled('other', method, surface, { at: { kind: 'another method', path, wish } });
  }

  /** Somewhere that is no resource; guesses have no wish, since some may be right. */
  private otherDoor(surface: Surface): FuzzRequest {
    const [path, schema] = this.random.pick([...this.otherDoors]);
    const shape = { schema, make: () => this.values.valueOf(schema) as Record<string, unknown> };
    const isValid = this.random.happens(0.4);
    const body: MadeBody = isValid ? { ...this.bodies.valid(shape), wish: 'any' } : this.bodies.wrong(shape);
    return this.assembled('other', 'POST', surface, { at: { kind: path, path, wish: 'success' }, body });
  }

  private reading(): string {
    return this.random.happens(0.9) ? 'GET' : 'HEAD';
  }

  private query(door: QueryDoor): MadeQuery {
    return this.queries[this.random.happens(0.45) ? 'valid' : 'wrong'](door);
  }

  private itemQuery({ item }: Surface): MadeQuery {
    return this.random.happens(0.5) ? NO_QUERY : this.query(item);
  }

  private body(door: BodyDoor, surface: Surface, path?: string): MadeBody {
    return this.bodies[this.random.happens(0.5) ? 'valid' : 'wrong'](this.shapes.shape(door, surface, path));
  }

  /** A body where none is expected. */
  private unasked(): MadeBody {
    if (this.random.happens(0.9)) return NO_BODY;
    const headers = { 'content-type': this.random.pick(['application/json', 'text/plain', '']) };
    return { kind: UNASKED, headers, body: this.random.pick(HOSTILE_JSON), wish: 'any' };
  }

  private assembled(door: FuzzRequest['door'], method: string, surface: Surface, parts: Parts): FuzzRequest {
    const { at, query = NO_QUERY, body = NO_BODY, condition = NO_HEADERS } = parts;
    const { asker } = this;
    const wishes = [at, query, body, condition].map(({ wish }): Wish => wish);
    // Another method is answered before anybody is asked who they are.
    if (asker.isBroken && door !== 'other') wishes.push('refusal');
    const odd = this.random.happens(0.3) ? this.random.pick(ODD_HEADERS) : {};
    return {
      method,
      asker,
      surface,
      door,
      isForeign: at.isForeign === true || body.kind === UNASKED,
      path: query.text === '' ? at.path : `${at.path}?${query.text}`,
      headers: { ...odd, ...body.headers, ...condition.headers, ...asker.headers },
      ...(body.body !== undefined && { body: body.body }),
      kind: `${at.kind}, ${query.kind}, ${body.kind}, ${condition.kind}`,
      isSound: [at, query, body, condition].every(({ wish }) => wish === 'success'),
      // Whichever part is wrong, the request is; whichever may be, it may be.
      wish: wishes.includes('refusal') ? 'refusal' : wishes.includes('any') ? 'any' : 'success',
    };
  }
}

function collection({ path }: Surface): MadePath {
  return { kind: 'collection', path, wish: 'success' };
}
