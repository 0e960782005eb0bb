export type BenchEngine = 'postgres' | 'sqlite';

/** What every server of the benchmark is started with. */
export interface VariantSettings {
  readonly engine: BenchEngine;
  /** A URL of PostgreSQL, or the path of an SQLite file. */
  readonly databaseUrl: string;
  /** Name of the variant's connections in `pg_stat_activity`. */
  readonly applicationName: string;
  readonly poolSize: number;
}

/** Starts a server on a free port of the loopback interface and tells the port. */
export type StartVariant = (settings: VariantSettings) => Promise<number>;
