import { OpenApiContract, type Exchange, type OpenApiDocument } from '../harness/open-api-contract.js';
import { NOBODY, type Asker } from './askers.js';
import { faultsOf } from './answer-rules.js';
import { foreignMarks } from './foreign-marks.js';
import { learn, replayFaults } from './lessons.js';
import { keep } from './known.js';
import { SECRET } from './hostile-values.js';
import { Random } from './random.js';
import { RawClient } from './raw-client.js';
import { RequestMaker, type FuzzRequest } from './request-maker.js';
import { SchemaValues } from './schema-values.js';
import { readOtherDoors, readSurfaces, schemaFinder } from './surface.js';

/** What became of a run. */
export interface FuzzReport {
  /** One for each kind of fault, with a request to send again. */
  readonly failures: readonly string[];
  readonly accepted: number;
}

/** What a run is about. */
export interface FuzzOptions {
  readonly url: string;
  readonly document: OpenApiDocument;
  /** Of the choices in it. */
  readonly seed: number;
  /** Who sends requests. Default: nobody. */
  readonly askers?: readonly Asker[];
  /** Paths of resources whose rows are for one asker each. Default: none. */
  readonly privatePaths?: ReadonlySet<string>;
}

/** More kinds of fault than this are not told apart. */
const MOST_FAILURES = 20;

/** Sends requests of one seed to a running application and judges the answers. */
export class FuzzRun {
  private readonly contract: OpenApiContract;
  private readonly maker: RequestMaker;
  private readonly client: RawClient;
  private readonly failures = new Map<string, string>();
  private accepted = 0;

  private readonly seed: number;
  private readonly askers: readonly Asker[];

  constructor({ url, document, seed, askers = [NOBODY], privatePaths }: FuzzOptions) {
    this.seed = seed;
    this.askers = askers;
    const random = new Random(seed);
    const resolve = schemaFinder(document);
    this.contract = new OpenApiContract(document);
    this.client = new RawClient(url);
    const surfaces = readSurfaces(document, privatePaths);
    const values = new SchemaValues(random, resolve, SECRET);
    this.maker = new RequestMaker(random, values, resolve, surfaces, askers, readOtherDoors(document));
  }

  /** One after the other: a row that a request made is there for the next. */
  async send(amount: number): Promise<FuzzReport> {
    try {
      for (let index = 0; index < amount && this.failures.size < MOST_FAILURES; index++) {
        await this.sendOne(this.maker.next(), index);
      }
    } finally {
      this.client.close();
    }
    return { failures: [...this.failures.values()], accepted: this.accepted };
  }

  private async sendOne(request: FuzzRequest, index: number): Promise<void> {
    const answer = await this.client.send(request);
    if (answer.status < 400) this.accepted++;
    this.note(request, index, answer, [
      ...faultsOf(request, answer, this.contract),
      ...replayFaults(request, answer),
      ...foreignMarks(request, answer, this.askers),
    ]);
    if (request.isForeign) return;
    learn(request, answer);
    const { location } = answer.headers;
    const isNew = answer.status === 201 && answer.headers['idempotency-replayed'] === undefined;
    if (isNew && typeof location === 'string') await this.follow(request, index, answer, location);
  }

  /** The new row has to be where its answer says. */
  private async follow(request: FuzzRequest, index: number, created: Exchange, location: string): Promise<void> {
    keep(request.surface.known.items, location);
    const { headers } = request.asker;
    const answer = await this.client.send({ method: 'GET', path: location, headers });
    const isHidden = created.text === '' && [401, 403, 404].includes(answer.status);
    const isSame = isHidden || (answer.status === 200 && answer.text === created.text);
    this.note(request, index, answer, isSame ? [] : [`GET ${location} does not answer the row that was created`]);
    request.surface.known.keepTag(location, answer.headers['etag']);
  }

  private note(request: FuzzRequest, index: number, answer: Exchange, faults: readonly string[]): void {
    if (faults.length === 0) return;
    // Digits aside, the same fault in the same kind of request is one fault.
    const kind = `${request.method} ${faults.join(' ')}`.replaceAll(/\d+/g, '0').slice(0, 120);
    if (this.failures.has(kind)) return;
    const { method, path, headers, body } = request;
    const lines = [
      `${request.kind}, sent by ${request.asker.name}: ${faults.join('; ').slice(0, 600)}`,
      `  seed ${this.seed}, request ${index}: ${method} ${cut(path)} ${JSON.stringify(headers)}`,
      ...(body === undefined ? [] : [`  sent: ${cut(body.toString('utf8'))}`]),
      `  answered ${answer.status} ${String(answer.headers['content-type'])}: ${cut(answer.text)}`,
    ];
    this.failures.set(kind, lines.join('\n'));
  }
}

function cut(text: string): string {
  return text.length > 700 ? `${JSON.stringify(text.slice(0, 700))}… (${text.length})` : JSON.stringify(text);
}
