import type { DataSource } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { discardConnection } from '../../discard-connection.js';
import type { Server } from '../../replicas.js';
import type { PgClient } from './pg-client.js';
import { sendTogether, type WaitingStatement } from './pipelined-statements.js';
import { StatementPaces } from './statement-paces.js';

/** Statements that go over one connection together. */
const MAX_TOGETHER = 8;

/** What may stand in one queue: a read never waits behind a write, which may itself wait for the lock of somebody. */
export type Lane = 'read' | 'write';

const known = new WeakMap<DataSource, Pipelines>();

/** All resources of a data source share its connections. */
export function pipelinesOf(dataSource: DataSource): Pipelines {
  let pipelines = known.get(dataSource);
  if (pipelines === undefined) known.set(dataSource, (pipelines = new Pipelines(dataSource)));
  return pipelines;
}

/**
 * Takes connections from TypeORM's pools for statements that stand alone. Those that are quick and come at the same
 * time, or while none is free, share one: a message to the server costs this process more than most of them.
 */
export class Pipelines {
  readonly paces = new StatementPaces();
  /** By where they go: what still takes in others. */
  private readonly open = new Map<string, WaitingStatement[]>();

  constructor(private readonly dataSource: DataSource) {}

  /** Sends a statement with others, or by itself while it is not known to be quick. */
  add(server: Server, lane: Lane, statement: WaitingStatement): void {
    if (!this.paces.isQuick(statement.text)) {
      this.sendAlone(server, statement);
      return;
    }
    const place = `${server} ${lane}`;
    const joined = this.open.get(place);
    if (joined !== undefined && joined.length < MAX_TOGETHER) {
      joined.push(statement);
      return;
    }
    const statements = [statement];
    this.open.set(place, statements);
    // Requests that have already arrived are read before it.
    setImmediate(() => {
      this.paces.turn(performance.now());
      void this.send(server, statements, () => {
        if (this.open.get(place) === statements) this.open.delete(place);
      });
    });
  }

  sendAlone(server: Server, statement: WaitingStatement): void {
    void this.send(server, [statement]);
  }

  /** @param close is called when a connection is there, or none is to be had */
  private async send(server: Server, statements: readonly WaitingStatement[], close?: () => void): Promise<void> {
    const queryRunner = this.dataSource.driver.createQueryRunner(server) as PostgresQueryRunner;
    const finished = (failure?: Error): void => {
      if (failure === undefined) void queryRunner.release();
      else void discardConnection(queryRunner, failure);
    };
    try {
      const client = (await queryRunner.connect().finally(close)) as PgClient;
      sendTogether(client, statements, this.paces, finished);
    } catch (error) {
      finished(error as Error);
      for (const statement of statements) statement.reject(error as Error);
    }
  }
}
