import type { PayloadClasses } from '../payload/payload-class.factory.js';
import type { ParameterTable } from '../query/parameter-table.js';
import type { Resource } from '../resource/resource.js';

/** What there is to say of one resource in the OpenAPI document. */
export interface ResourceSchemas {
  readonly table: ParameterTable;
  readonly classes: PayloadClasses;
}

/** Finds it for any resource of the application. */
export type SchemasLookup = (resource: Resource) => ResourceSchemas;
