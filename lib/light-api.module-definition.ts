import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { LightApiRuntimeOptions } from './light-api.options.js';
import type { BootProblem } from './compiler/boot.error.js';
import type { ResourceSource } from './compiler/draft.js';
import type { CursorSecret } from './query/cursor-secret.js';
import type { LightApiStaticOptions } from './light-api.options.js';
import type { EntityTarget } from './resource/entity-target.js';

/** The static options as the module's methods take them, with entries whose entity types are already checked. */
export interface LightApiExtras extends LightApiStaticOptions {
  readonly entities?: readonly ResourceSource[];
  /** `false` in `forRootAsync`: the application sets up TypeORM itself. */
  readonly database?: false;
  /** Signs the cursors of every context; has its secret when the runtime options are known. */
  readonly cursorSecret?: CursorSecret;
  /** Entities of a file, which the options of its data source name already. */
  readonly placedEntities?: readonly EntityTarget[];
  /** A problem of the start, with its place in the file that the options come from. */
  readonly placedProblem?: (problem: BootProblem) => BootProblem;
  /** Whether the runtime options have a `throttle`, or are not known yet. */
  readonly mayThrottle?: boolean;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<LightApiRuntimeOptions>({
  moduleName: 'LightApi',
})
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createLightApiOptions')
  .build();

export { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN as LIGHT_API_OPTIONS };
