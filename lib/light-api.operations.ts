import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import type { DataSource } from 'typeorm';
import type { BootProblem } from './compiler/boot.error.js';
import type { PlacedResource } from './compiler/rules/unique-resources.rule.js';
import type { ExchangeListener } from './http/exchange.js';
import { installExchanges } from './http/exchanges.js';
import { Pressure } from './http/pressure.js';
import { RequestLoad } from './http/request-load.js';
import { createRequestLog } from './http/request-log.js';
import { mountPoints, RouteTable } from './http/route-table.js';
import { LIGHT_API_ROOT } from './light-api.constants.js';
import { healthOf, probeMethods } from './light-api.health.js';
import { LIGHT_API_OPTIONS, type LightApiExtras } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import { checkMetrics, metricsPath } from './light-api.metrics.js';
import type { Metrics } from './metrics/metrics.js';
import { LIGHT_API_METRICS } from './metrics/metrics.options.js';
import { createSlowQueryLog } from './light-api.slow-queries.js';
import type { ChangeListener } from './events/table-change.js';
import { useReplicas } from './repository/typeorm/replicas.js';
import { watchStatements } from './repository/typeorm/statement-watch.js';

/** Most replicas are behind by less. */
const READ_YOUR_WRITES_MS = 2_000;

/** What an application says about its requests while it runs. All of it is decided at boot. */
@Injectable()
export class LightApiOperations implements OnApplicationShutdown {
  private pressure: Pressure | undefined;

  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly config: ApplicationConfig,
    private readonly routes: RouteTable,
    private readonly load: RequestLoad,
    @Inject(LIGHT_API_METRICS) private readonly metrics: Metrics | undefined,
    @Inject(LIGHT_API_ROOT) private readonly root: LightApiExtras,
    @Inject(LIGHT_API_OPTIONS) private readonly options: LightApiRuntimeOptions,
  ) {}

  /** Before the routes are made. */
  connect(): void {
    const { pressure } = this.options;
    if (pressure !== undefined) this.pressure = new Pressure(pressure, this.load);
    let probes: ReadonlySet<string> | undefined;
    const isLive = (path: string): boolean => path.endsWith('/live') && (probes ??= this.probePatterns()).has(path);
    installExchanges(this.adapterHost.httpAdapter, {
      routes: this.routes,
      load: this.load,
      pressure: this.pressure,
      isExempt: (url) => isLive(url.split('?', 1)[0]!),
      listeners: this.listeners(),
      hasCors: Boolean(this.options.cors),
      isTraced: this.options.slowQueryMs !== undefined,
    });
  }

  onApplicationShutdown(): void {
    this.pressure?.stop();
  }

  /**
   * Listens to the statements of data sources, and makes those with replicas known.
   *
   * @returns who has to hear of changes
   */
  watch(sources: readonly DataSource[]): readonly ChangeListener[] {
    this.watchStatements(sources);
    const { readYourWritesMs = READ_YOUR_WRITES_MS } = this.options;
    return sources.flatMap((source) => useReplicas(source, readYourWritesMs) ?? []);
  }

  private watchStatements(sources: readonly DataSource[]): void {
    const { slowQueryMs } = this.options;
    if (slowQueryMs === undefined) return;
    const listener = createSlowQueryLog(slowQueryMs);
    for (const source of sources) watchStatements(source, listener);
  }

  /** What is wrong with the options, beside what can be seen without Nest. */
  check(placed: readonly PlacedResource[]): BootProblem[] {
    return [...checkOperations(this.options), ...checkMetrics(this.root, this.metrics, placed)];
  }

  private listeners(): ExchangeListener[] {
    const { metrics } = this;
    const { logging } = this.options;
    const listeners: ExchangeListener[] = [];
    if (metrics !== undefined) listeners.push((exchange) => metrics.observe(exchange));
    if (logging) {
      const unlogged = logging === true || logging.probes !== true ? this.probePatterns() : new Set<string>();
      listeners.push(createRequestLog(({ route }) => route !== undefined && unlogged.has(route)));
    }
    return listeners;
  }

  /** Patterns of the routes that machines ask all the time. */
  private probePatterns(): ReadonlySet<string> {
    const health = healthOf(this.root);
    const paths = [...(health ? probeMethods(health).keys() : []), metricsPath(this.root) ?? []].flat();
    const mounts = mountPoints(this.config).map((mount) => mount.split('/').filter((segment) => segment !== ''));
    return new Set(mounts.flatMap((mount) => paths.map((path) => `/${[...mount, path].join('/')}`)));
  }
}

/** What is wrong with the values of these options. */
function checkOperations(options: LightApiRuntimeOptions): BootProblem[] {
  return [
    ...checkLogging(options.logging),
    ...checkPressure(options.pressure),
    ...checkTime(options, 'slowQueryMs', 200),
    ...checkTime(options, 'readYourWritesMs', READ_YOUR_WRITES_MS),
  ];
}

function checkTime(
  options: LightApiRuntimeOptions,
  name: 'slowQueryMs' | 'readYourWritesMs',
  example: number,
): BootProblem[] {
  const value = options[name];
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return [];
  return [problem(`${name} is not a whole number of milliseconds.`, `write one such as ${example}`)];
}

function checkPressure(pressure: LightApiRuntimeOptions['pressure']): BootProblem[] {
  if (pressure === undefined) return [];
  if (typeof pressure !== 'object' || pressure === null) {
    return [problem('pressure is not an object.', 'write { maxInFlight: 500 }, or leave it out')];
  }
  const { retryAfterSeconds: _retryAfter, ...limits } = pressure;
  if (Object.values(limits).every((limit) => limit === undefined)) {
    return [problem('pressure has no limit.', 'set maxEventLoopDelayMs, maxInFlight or maxHeapBytes')];
  }
  return Object.entries(pressure)
    .filter(([, value]) => value !== undefined && !(Number.isSafeInteger(value) && Number(value) >= 1))
    .map(([name]) => problem(`pressure.${name} is not a whole number of at least 1.`, 'write one, or leave it out'));
}

function checkLogging(logging: LightApiRuntimeOptions['logging']): BootProblem[] {
  if (logging === undefined || typeof logging === 'boolean') return [];
  if (typeof logging !== 'object' || logging === null) {
    return [problem('logging is not an object.', 'write true or { probes }')];
  }
  return logging.probes === undefined || typeof logging.probes === 'boolean'
    ? []
    : [problem('logging.probes is neither true nor false.', 'write true or false')];
}

function problem(message: string, fix: string): BootProblem {
  return { code: 'LA011', place: 'forRoot', message, fix };
}
