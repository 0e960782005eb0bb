import { ApplicationConfig, ModuleRef, ModulesContainer } from '@nestjs/core';

/** The part of Nest's container that is read here. */
export interface ApplicationContainer {
  readonly applicationConfig?: ApplicationConfig;
  getModules(): ModulesContainer;
  isGlobalModule(module: unknown): boolean;
}

/**
 * The container behind an injected `ModuleRef`. Nest offers no token for it, though Swagger's scanner and the global
 * settings (prefix, versioning, filters) can be reached in no other way from inside an application.
 */
export function containerOf(moduleRef: ModuleRef): ApplicationContainer {
  return (moduleRef as unknown as { readonly container: ApplicationContainer }).container;
}

/** The global settings of the application that `moduleRef` belongs to. Filled while the application is set up. */
export function applicationConfigOf(moduleRef: ModuleRef): ApplicationConfig {
  return containerOf(moduleRef).applicationConfig ?? new ApplicationConfig();
}
