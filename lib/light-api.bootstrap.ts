import { Inject, Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { describeAccess } from './compiler/access-text.js';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { checkDeclaredAccess, describeOpenWrites } from './compiler/rules/declared-access.rule.js';
import { checkUniqueResources } from './compiler/rules/unique-resources.rule.js';
import { ChangeFeed } from './events/change-feed.js';
import { installCors } from './http/cors.js';
import { readEnvironment } from './config/environment.js';
import { installBulkBodyLimit } from './http/bulk-body-limit.js';
import { installJsonTextReply } from './http/json-text.reply.js';
import { installJsonBodyTypes } from './http/json-body-types.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RouteTable } from './http/route-table.js';
import { LightApiAuth } from './light-api.auth-assembly.js';
import { checkLoginPaths } from './light-api.auth-checks.js';
import { joinContexts } from './light-api.contexts.js';
import { LightApiCaching } from './light-api.caching.js';
import { LightApiFeatureModule } from './light-api.feature.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_FEATURE, LIGHT_API_ROOT } from './light-api.constants.js';
import { shareCursorSecret } from './light-api.cursor-secret.js';
import { LIGHT_API_OPTIONS, type LightApiExtras } from './light-api.module-definition.js';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import type { Resource } from './resource/resource.js';
import { ResourceRegistry } from './resource/resource.registry.js';

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
    problems.push(...this.caching.problems, ...this.caching.missingFor(placed));
    problems.push(...shareCursorSecret(this.root.cursorSecret!, this.options.secret));
    if (problems.length === 0) problems.push(...this.join());
    const isJoined = problems.length === 0;
    const relations = isJoined ? placed.flatMap(({ resource }) => [...resource.relations.values()]) : [];
    const open = checkDeclaredAccess(placed, relations);
    if (readEnvironment().environment.isProduction) problems.push(...open);
    this.open = open.map(({ resource }) => resource);
    if (problems.length > 0) throw new LightApiBootError(problems);
  }

  /** Joins the contexts; their problems have the place of their resource. */
  private join(): BootProblem[] {
    const problems = joinContexts(this.registry);
    const places = new Map(
      this.registry.features.flatMap((feature) => feature.resources.map(({ name }) => [name, this.placeOf(feature)])),
    );
    return problems.map((problem) => ({ ...problem, place: places.get(problem.resource!) ?? problem.place }));
  }

  /** Lets the cache hear of changes, also in an application without HTTP, whose writes others have answers of. */
  listen(): void {
    const { answers } = this.caching;
    if (answers === undefined || !this.registry.resources.some(({ cache }) => cache !== undefined)) return;
    answers.begin();
    this.changes.listen(answers);
    for (const { watchOrm } of this.registry.features) watchOrm();
  }

  connect(): void {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter) return;
    this.problemFilter.outrankHostFilters();
    installJsonTextReply(httpAdapter);
    installJsonBodyTypes(httpAdapter);
    installBulkBodyLimit(httpAdapter, this.registry.resources, this.routes);
    if (this.options.cors) installCors(httpAdapter, this.options.cors);
  }

  /** One line a resource, and one about cursors when nothing else knows their secret: `Book → /books  list read create …  (compiled; access: public)`. */
  report(): void {
    for (const { resources, links } of this.registry.features) {
      for (const resource of resources) {
        const { name, path, operations } = resource;
        const link = links.get(name)!;
        const { reads, writes, reasons } = link.execution;
        const how = reads === writes ? reads : `reads ${reads}, writes ${writes}`;
        const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
        this.logger.log(
          `${name} → /${path}  ${[...operations].join(' ')}  (${how}${why}; access: ${describeAccess(resource)}${describeCache(resource, link.sources)})`,
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

  /** `forFeature in LibraryModule`, by looking for the module that imports the context. */
  private placeOf(feature: LinkedFeature): string {
    const all = [...this.modules.values()];
    const own = all.find(
      (module) =>
        module.metatype === LightApiFeatureModule && module.providers.get(LIGHT_API_FEATURE)?.instance === feature,
    );
    const importer = all.find((module) => own !== undefined && module.imports.has(own));
    return importer === undefined || importer.name === 'LightApiModule' ? 'forRoot' : `forFeature in ${importer.name}`;
  }
}

/** `; cache 60 s`, or why answers are not kept although they were to be. */
function describeCache({ cache }: Resource, sources: readonly string[] | undefined): string {
  if (cache === undefined) return '';
  return sources === undefined ? '; no cache: its rows are not in tables alone' : `; cache ${cache.ttlMs / 1000} s`;
}
