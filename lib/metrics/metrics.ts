import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What is told of a request that was answered. */
export interface MeasuredExchange {
  readonly method: string;
  /** Pattern of the path. */
  readonly route: string | undefined;
  readonly status: number;
  readonly milliseconds: number;
}

/** Connections of one pool. */
export interface PoolState {
  readonly inUse: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

/** What is asked when somebody reads the figures. */
export interface MetricSources {
  inFlight(): number;
  /** By names of data sources. */
  pools(): ReadonlyMap<string, PoolState>;
  /** `undefined` where no answers are kept. */
  cache(): { readonly isUp: boolean; readonly hits: number; readonly misses: number } | undefined;
}

/** In seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A client could make up any number of others. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'QUERY', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** The figures of one application, in a registry of its own. No label has a value that a caller could choose freely. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: BUCKETS,
    registers: [this.registry],
  });

  constructor(sources: MetricSources) {
    collectDefaultMetrics({ register: this.registry });
    this.addRequests(sources);
    this.addPools(sources);
    this.addCache(sources);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  observe({ method, route = 'none', status, milliseconds }: MeasuredExchange): void {
    this.durations.observe({ method: METHODS.has(method) ? method : 'other', route, status }, milliseconds / 1000);
  }

  private addRequests(sources: MetricSources): void {
    this.add('http_requests_in_flight', 'Requests that are not answered yet', (gauge) => gauge.set(sources.inFlight()));
  }

  private addPools(sources: MetricSources): void {
    const connections = 'Connections of a pool, by what they are doing';
    this.add(
      'lightapi_database_connections',
      connections,
      (gauge) => {
        for (const [database, { inUse, idle }] of sources.pools()) {
          gauge.set({ database, state: 'in_use' }, inUse);
          gauge.set({ database, state: 'idle' }, idle);
        }
      },
      ['database', 'state'],
    );
    this.add(
      'lightapi_database_waiting',
      'Who waits for a connection of a pool',
      (gauge) => {
        for (const [database, { waiting }] of sources.pools()) gauge.set({ database }, waiting);
      },
      ['database'],
    );
  }

  private addCache(sources: MetricSources): void {
    if (sources.cache() === undefined) return;
    this.add('lightapi_cache_up', 'Whether the store of answers can be reached', (gauge) =>
      gauge.set(sources.cache()?.isUp ? 1 : 0),
    );
    const answers = new Counter({
      name: 'lightapi_cache_answers_total',
      help: 'Answers that could be kept, by whether they were there already',
      labelNames: ['result'] as const,
      registers: [],
      collect() {
        const { hits = 0, misses = 0 } = sources.cache() ?? {};
        this.reset();
        this.inc({ result: 'hit' }, hits);
        this.inc({ result: 'miss' }, misses);
      },
    });
    this.registry.registerMetric(answers);
  }

  /** A gauge that is read when it is asked for. */
  private add(name: string, help: string, read: (gauge: Gauge) => void, labelNames: string[] = []): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [],
      collect() {
        read(this);
      },
    });
    this.registry.registerMetric(gauge);
  }
}
