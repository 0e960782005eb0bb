import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { DeferredModule } from './deferred-module.js';
import { describeAccess } from './compiler/access-text.js';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { checkDeclaredAccess, describeOpenWrites } from './compiler/rules/declared-access.rule.js';
import { checkUniqueResources } from './compiler/rules/unique-resources.rule.js';
import { ChangeFeed } from './events/change-feed.js';
import { CommitFeed } from './events/commit-feed.js';
import { installCors } from './http/cors.js';
import { readEnvironment } from './config/environment.js';
import { installBulkBodyLimit } from './http/bulk-body-limit.js';
import { installJsonTextReply } from './http/json-text.reply.js';
import { installJsonBodyTypes } from './http/json-body-types.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { LightApiAuth } from './light-api.auth-assembly.js';
import { checkLoginPaths } from './light-api.auth-checks.js';
import { emitChange, emitterIn } from './light-api.event-emitter.js';
import { joinContexts } from './light-api.contexts.js';
import { LightApiCaching } from './light-api.caching.js';
import { checkHealth, checkProbePaths, checkShutdown } from './light-api.health.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_ROOT } from './light-api.constants.js';
import { shareCursorSecret } from './light-api.cursor-secret.js';
import { LIGHT_API_OPTIONS, type LightApiExtras } from './light-api.module-definition.js';
import { LightApiOperations } from './light-api.operations.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import type { Resource } from './resource/resource.js';
import { learnDatabase } from './repository/typeorm/learn-database.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** Nest's own key of what `@Module()` imports. */
const MODULE_IMPORTS = 'imports';

/** Time that work behind commits has left at a shutdown. */
const COMMIT_WORK_LIMIT_MS = 5_000;

/** What happens once per start, after all providers exist: check, connect to the HTTP adapter, report. */
@Injectable()
export class LightApiBootstrap {
  private readonly logger = new Logger('LightApi');
  /** Names of resources that everybody may write to because nobody said otherwise. */
  private open: readonly string[] = [];

  constructor(
    private readonly registry: ResourceRegistry<LinkedFeature>,
    private readonly problemFilter: ProblemFilter,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
    private readonly routes: RouteTable,
    private readonly auth: LightApiAuth,
    private readonly caching: LightApiCaching,
    private readonly changes: ChangeFeed,
    private readonly commits: CommitFeed,
    private readonly operations: LightApiOperations,
    @Inject(LIGHT_API_ROOT) private readonly root: LightApiExtras,
    @Inject(LIGHT_API_OPTIONS) private readonly options: LightApiRuntimeOptions,
  ) {}

  /** @throws LightApiBootError with the problems of every context. */
  check(): void {
    const problems: BootProblem[] = [];
    const placed = this.registry.features.flatMap((feature) => {
      const place = this.placeOf(feature);
      problems.push(...feature.problems.map((problem) => ({ ...problem, place })));
      return feature.resources.map((resource) => ({ resource, place }));
    });
    problems.push(...checkUniqueResources(placed), ...checkLoginPaths(placed, this.auth.routes), ...this.auth.problems);
    problems.push(...checkProbePaths(placed, this.root), ...checkHealth(this.root), ...checkShutdown(this.options));
    problems.push(...this.operations.check(placed));
    problems.push(...this.caching.problems, ...this.caching.missingFor(placed));
    problems.push(...shareCursorSecret(this.root.cursorSecret!, this.options.secret));
    if (problems.length === 0) problems.push(...this.join());
    const isJoined = problems.length === 0;
    const relations = isJoined ? placed.flatMap(({ resource }) => [...resource.relations.values()]) : [];
    const open = checkDeclaredAccess(placed, relations);
    if (readEnvironment().environment.isProduction) problems.push(...open);
    this.open = open.map(({ resource }) => resource);
    const { placedProblem = (problem: BootProblem) => problem } = this.root;
    if (problems.length > 0) throw new LightApiBootError(problems.map(placedProblem));
  }

  /** Joins the contexts; their problems have the place of their resource. */
  private join(): BootProblem[] {
    const problems = joinContexts(this.registry);
    const places = new Map(
      this.registry.features.flatMap((feature) => feature.resources.map(({ name }) => [name, this.placeOf(feature)])),
    );
    return problems.map((problem) => ({ ...problem, place: places.get(problem.resource!) ?? problem.place }));
  }

  /** Tells the application's event emitter of what is stored, where it has one. */
  emit(): void {
    const emitter = emitterIn(this.modules);
    if (emitter !== undefined) this.commits.listen((change) => emitChange(emitter, change));
  }

  /** Lets what was begun behind commits come to its end. */
  async finish(): Promise<void> {
    await this.commits.drain(COMMIT_WORK_LIMIT_MS);
  }

  /** Before the executors are chosen. */
  async watch(): Promise<void> {
    const sources = new Set(this.registry.features.flatMap(({ database }) => database?.source ?? []));
    for (const listener of this.operations.watch([...sources])) this.changes.listen(listener);
    await Promise.all([...sources].map(learnDatabase));
  }

  /** Lets the cache hear of changes, also in an application without HTTP, whose writes others have answers of. */
  listen(): void {
    const { answers } = this.caching;
    if (answers !== undefined && this.registry.resources.some(({ cache }) => cache !== undefined)) {
      answers.begin();
      this.changes.listen(answers);
    }
    if (!this.changes.isHeard) return;
    for (const { watchOrm } of this.registry.features) watchOrm();
  }

  connect(): void {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter) return;
    this.operations.connect();
    this.problemFilter.outrankHostFilters();
    installJsonTextReply(httpAdapter);
    installJsonBodyTypes(httpAdapter);
    installBulkBodyLimit(httpAdapter, this.registry.resources, this.routes);
    if (this.options.cors) installCors(httpAdapter, this.options.cors);
  }

  /** One line a resource, and one about cursors when nothing else knows their secret: `Book → /books  list read create …  (compiled; access: public)`. */
  report(): void {
    for (const { resources, links, extensionsOf } of this.registry.features) {
      for (const resource of resources) {
        const { name, path, operations } = resource;
        const link = links.get(name)!;
        const { reads, writes, reasons } = link.execution;
        const how = reads === writes ? reads : `reads ${reads}, writes ${writes}`;
        const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
        this.logger.log(
          `${name} → /${path}  ${[...operations].join(' ')}  (${how}${why}; access: ${describeAccess(resource)}${describeCache(resource, link.sources)}${extensionsOf(resource)})`,
        );
      }
    }
    if (this.auth.routes.size > 0)
      this.logger.log(`Login → ${[...this.auth.routes.keys()].map((path) => `/${path}`).join(' ')}`);
    if (this.open.length > 0) this.logger.warn(describeOpenWrites(this.open));
    for (const warning of this.auth.warnings) this.logger.warn(warning);
    if (this.root.cursorSecret!.isShared) return;
    this.logger.log(
      'Cursors are good in this process alone: set LIGHTAPI_SECRET to share them and to outlast a restart.',
    );
  }

  /** `forFeature in LibraryModule`, by looking for the module that says it imports the context: all of them can see it. */
  private placeOf({ declared: { by, module } }: LinkedFeature): string {
    const importer = [...this.modules.values()].find(({ metatype }) => {
      const imports = Reflect.getMetadata(MODULE_IMPORTS, metatype) as readonly unknown[] | undefined;
      return imports?.some((one) => one === module || (one instanceof DeferredModule && one.hasMade(module))) === true;
    });
    return importer === undefined ? by : `${by} in ${importer.name}`;
  }
}

/** `; cache 60 s`, or why answers are not kept although they were to be. */
function describeCache({ cache }: Resource, sources: readonly string[] | undefined): string {
  if (cache === undefined) return '';
  return sources === undefined ? '; no cache: its rows are not in tables alone' : `; cache ${cache.ttlMs / 1000} s`;
}
