import type { Type } from '@nestjs/common';
import type { EntityMetadata } from 'typeorm';
import type { EntityTarget } from '../resource/entity-target.js';
import type { Field } from '../resource/field.js';
import type { FieldRules } from '../resource/access-rule.js';
import type { DeclaredRelation } from '../resource/declared-relation.js';
import type { BodyLimits, ComputedField, QueryLimits } from '../resource/resource.js';
import type {
  AccessOption,
  CacheOption,
  RelationOptions,
  ResourceDeclaration,
  ResourceDefaults,
  TenancyOptions,
} from '../resource/resource.options.js';
import type { BootProblem } from './boot.error.js';

/** A field while it is still being decided what clients may do with it. */
export type FieldDraft = { -readonly [Name in keyof Field]: Field[Name] };

/** A resource on its way through the stages. Each stage completes it or adds a problem; none throws. */
export interface ResourceDraft {
  readonly declaration: ResourceDeclaration;
  readonly defaults: ResourceDefaults;
  readonly metadata: EntityMetadata;
  readonly entityClass: Type<object> | undefined;
  readonly name: string;
  /** Every column by the name that options use, hidden ones included; those are dropped when the resource is frozen. */
  readonly fields: Map<string, FieldDraft>;
  computed: ComputedField[];
  /** Rules of single fields, from the option `fields`. */
  readonly fieldRules: Map<FieldDraft, FieldRules>;
  readonly limits: QueryLimits & BodyLimits;
  /** What has to be looked at again when the targets of relations are known. */
  readonly relationOptions: Map<DeclaredRelation, PlacedRelationOptions>;
  readonly context: CompileContext;
  readonly report: Report;
}

/** Options of a relation, with the place that messages name: `relations.author`. */
export interface PlacedRelationOptions extends RelationOptions {
  readonly place: string;
}

/** Adds a problem about the resource that is being compiled. */
export type Report = (problem: Omit<BootProblem, 'resource' | 'place'>) => void;

/** What all resources of one `forRoot` or `forFeature` share. */
export interface CompileContext {
  /** How messages name the place: `forFeature in LibraryModule`. */
  readonly place: string;
  /** Path put before every resource's own. */
  readonly prefix?: string;
  readonly tags?: readonly string[];
  readonly dataSource?: string;
  readonly defaults?: ResourceDefaults;
  /** Who may do what, for resources that do not say so themselves. */
  readonly access?: AccessOption;
  /** How long answers are kept, for resources that do not say so themselves. */
  readonly cache?: CacheOption;
  readonly tenancy?: TenancyOptions;
}

/** An entity as `forRoot` and `forFeature` take it: bare, or with options. */
export type ResourceSource = EntityTarget | ResourceDeclaration;

export function isDeclaration(source: ResourceSource): source is ResourceDeclaration {
  return typeof source === 'object' && source !== null && 'entity' in source;
}
