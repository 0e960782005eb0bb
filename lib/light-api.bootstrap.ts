import { Injectable, Logger } from '@nestjs/common';
import { HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { LightApiBootError, type BootProblem } from './compiler/boot.error.js';
import { checkUniqueResources } from './compiler/rules/unique-resources.rule.js';
import { installJsonTextReply } from './http/json-text.reply.js';
import { installJsonBodyTypes } from './http/json-body-types.js';
import { ProblemFilter } from './http/problem.filter.js';
import { LightApiFeatureModule } from './light-api.feature.js';
import type { LinkedFeature } from './light-api.linked-feature.js';
import { LIGHT_API_FEATURE } from './light-api.constants.js';
import { ResourceRegistry } from './resource/resource.registry.js';

/** What happens once per start, after all providers exist: check, connect to the HTTP adapter, report. */
@Injectable()
export class LightApiBootstrap {
  private readonly logger = new Logger('LightApi');

  constructor(
    private readonly registry: ResourceRegistry<LinkedFeature>,
    private readonly problemFilter: ProblemFilter,
    private readonly modules: ModulesContainer,
    private readonly adapterHost: HttpAdapterHost,
  ) {}

  /** @throws LightApiBootError with the problems of every context. */
  check(): void {
    const problems: BootProblem[] = [];
    const placed = this.registry.features.flatMap((feature) => {
      const place = this.placeOf(feature);
      problems.push(...feature.problems.map((problem) => ({ ...problem, place })));
      return feature.resources.map((resource) => ({ resource, place }));
    });
    problems.push(...checkUniqueResources(placed));
    if (problems.length > 0) throw new LightApiBootError(problems);
  }

  connect(): void {
    const { httpAdapter } = this.adapterHost;
    if (!httpAdapter) return;
    this.problemFilter.outrankHostFilters();
    installJsonTextReply(httpAdapter);
    installJsonBodyTypes(httpAdapter);
  }

  /** One line a resource: `Book → /books  list read create …  (compiled)`. */
  report(): void {
    for (const { resources, links } of this.registry.features) {
      for (const { name, path, operations } of resources) {
        const { reads, writes, reasons } = links.get(name)!.execution;
        const how = reads === writes ? reads : `reads ${reads}, writes ${writes}`;
        const why = reasons.length > 0 ? `: ${reasons.join(', ')}` : '';
        this.logger.log(`${name} → /${path}  ${[...operations].join(' ')}  (${how}${why})`);
      }
    }
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
