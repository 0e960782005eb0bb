import type {
  AccessOption,
  ResourceDefaults,
  ResourceOptions,
  TenancyOptions,
} from '../../resource/resource.options.js';
import type { JwtAlgorithm } from '../../common/jwt-algorithm.js';
import type { FieldRules } from '../../resource/access-rule.js';
import type { FieldAccess } from '../../resource/field.js';
import type { EnhancerOptions } from '../../resource/enhancer.options.js';
import type { RelationOptions } from '../../resource/resource.options.js';

/** What a file says, checked and with its variables filled in: data alone. */
export interface FileDefinition {
  /** Nobody has looked at what the file exposes, and to whom: it does not start in production. Default `false`. */
  readonly draft?: boolean;
  readonly database?: string | FileDatabase;
  readonly defaults?: ResourceDefaults;
  readonly prefix?: string;
  readonly publicUrl?: string;
  readonly secret?: string;
  readonly jwt?: FileJwt;
  readonly throttle?: FileThrottle;
  readonly cache?: FileCache;
  readonly cors?: FileCors | false;
  readonly docs?: FileDocs | false;
  readonly health?: FileHealth | boolean;
  readonly metrics?: FileMetrics | boolean;
  readonly shutdown?: FileShutdown;
  readonly logging?: FileLogging | boolean;
  readonly slowQueryMs?: number;
  readonly pressure?: FilePressure;
  readonly tenancy?: TenancyOptions;
  readonly reflect?: boolean | FileReflect;
  readonly resources?: Readonly<Record<string, FileResource>>;
}

export interface FileDatabase {
  readonly url?: string;
  /** Creates and alters the tables of declared resources at boot; never those of reflected ones. Default `false`. */
  readonly synchronize?: boolean;
  /** Connections at most. Default: that of the driver. */
  readonly poolSize?: number;
  /** Schema of PostgreSQL that tables are in. Default: that of the connection. */
  readonly schema?: string;
  /** Logs every statement. Default `false`. */
  readonly logging?: boolean;
}

export interface FileJwt {
  readonly secret?: string;
  readonly publicKey?: string;
  readonly privateKey?: string;
  readonly algorithm?: JwtAlgorithm;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresInSeconds?: number;
  readonly refreshExpiresInSeconds?: number;
}

export interface FileThrottle {
  readonly limit: number;
  readonly windowMs?: number;
}

export interface FileCache {
  readonly url?: string;
  readonly maxBytes?: number;
  readonly namespace?: string;
  readonly surrogateKeys?: boolean;
}

export interface FileCors {
  readonly origins: '*' | readonly string[];
  readonly credentials?: boolean;
  readonly allowedHeaders?: readonly string[];
  readonly exposedHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface FileDocs {
  readonly path?: string;
  readonly openapiPath?: string;
  readonly title?: string;
  readonly version?: string;
  readonly description?: string;
}

export interface FileHealth {
  readonly path?: string;
  readonly timeoutMs?: number;
}

export interface FileShutdown {
  readonly drainMs?: number;
  readonly timeoutMs?: number;
}

export interface FileMetrics {
  readonly path?: string;
  readonly token?: string;
}

export interface FilePressure {
  readonly maxEventLoopDelayMs?: number;
  readonly maxInFlight?: number;
  readonly maxHeapBytes?: number;
  readonly retryAfterSeconds?: number;
}

export interface FileLogging {
  readonly probes?: boolean;
}

/** Which tables become resources without being named under `resources`. */
export interface FileReflect {
  /** Default: all of them. */
  readonly tables?: readonly string[];
  readonly except?: readonly string[];
}

/** The options of a resource that are data, the same as in code. */
type DataOptions = Omit<
  ResourceOptions<Record<string, string>>,
  'name' | 'fields' | 'relations' | 'access' | 'scope' | 'serializer' | 'validate' | Code
>;

type Code = 'actions' | 'controller' | 'enhancers' | 'hooks' | 'service' | keyof EnhancerOptions;

/** A resource: declared where one of its fields has a `type`, else reflected from its table. */
export interface FileResource extends DataOptions {
  /** Name of the table. Default: for a reflected resource its own name, for a declared one that of TypeORM. */
  readonly table?: string;
  /** Columns that tell the rows of a view apart, or of a table without a primary key. */
  readonly key?: readonly string[];
  readonly access?: AccessOption;
  readonly scope?: AccessOption;
  readonly fields?: Readonly<Record<string, FieldAccess | FileField>>;
  readonly relations?: readonly string[] | Readonly<Record<string, FileRelation>>;
  readonly serializer?: {
    readonly read?: readonly string[];
    readonly list?: readonly string[];
    readonly write?: readonly string[];
  };
}

export const FILE_FIELD_TYPES = [
  'int',
  'float',
  'bigint',
  'decimal',
  'boolean',
  'string',
  'text',
  'uuid',
  'enum',
  'date',
  'time',
  'datetime',
  'json',
  'binary',
] as const;

export const FILE_FIELD_ROLES = ['version', 'createDate', 'updateDate', 'deleteDate'] as const;

/** A field: what its column is, of a declared resource, and what clients may do with it. */
export interface FileField extends FieldRules {
  readonly type?: (typeof FILE_FIELD_TYPES)[number];
  /** What the database keeps in it by itself, instead of a `type`. */
  readonly role?: (typeof FILE_FIELD_ROLES)[number];
  /** Name of the column. Default: the name of the field. */
  readonly column?: string;
  readonly primary?: boolean;
  /** The database makes the value: a number that counts up, or a UUID. */
  readonly generated?: boolean;
  readonly nullable?: boolean;
  readonly unique?: boolean;
  readonly default?: string | number | boolean;
  readonly values?: readonly string[];
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly min?: number;
  readonly max?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: 'email' | 'url';
  readonly access?: FieldAccess;
  readonly description?: string;
}

export const FILE_RELATION_KINDS = ['many-to-one', 'one-to-one', 'one-to-many', 'many-to-many'] as const;

/** A relation: where it leads, of a declared resource, and what clients may do with it. */
export interface FileRelation extends Omit<RelationOptions, 'ordering' | 'resource'> {
  readonly kind?: (typeof FILE_RELATION_KINDS)[number];
  /** Name of the resource it leads to. */
  readonly to?: string;
  /** Name of the relation that leads back. */
  readonly inverse?: string;
  /** Name of the column that holds the key of the other side. */
  readonly column?: string;
  /** Name of the table between the two sides of a many-to-many relation; on one side, which owns it. */
  readonly table?: string;
  readonly nullable?: boolean;
  /** What becomes of a row when the one that it leads to is removed. Default: that one cannot be removed. */
  readonly onDelete?: 'restrict' | 'cascade' | 'set null';
  readonly ordering?: readonly string[];
  readonly resource?: string;
}
