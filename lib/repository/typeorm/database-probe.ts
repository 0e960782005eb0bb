import type { DataSource, QueryRunner } from 'typeorm';
import { inTime, LATE } from '../../common/in-time.js';
import { discardConnection } from './discard-connection.js';
import type { Server } from './replicas.js';
import { sharesOneConnection } from './write-lock.js';

/** Asks a database whether it answers, with one connection at most, however many want to know. */
export class DatabaseProbe {
  private running: Promise<boolean> | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly timeoutMs: number,
    private readonly server: Server = 'master',
  ) {}

  /** Never rejects, and takes as long as the timeout at most. */
  async isUp(): Promise<boolean> {
    if (!this.dataSource.isInitialized) return false;
    // An embedded database is there as long as it is open, and its one connection may be busy with a transaction.
    if (sharesOneConnection(this.dataSource)) return true;
    this.running ??= this.ask().finally(() => (this.running = undefined));
    return (await inTime(this.running, this.timeoutMs)) === true;
  }

  private async ask(): Promise<boolean> {
    const queryRunner = this.dataSource.createQueryRunner(this.server);
    try {
      await queryRunner.connect();
      return await this.hear(queryRunner);
    } catch {
      return false;
    }
  }

  /** A connection over which nothing is heard may lead nowhere for good. */
  private async hear(queryRunner: QueryRunner): Promise<boolean> {
    let failure: Error | undefined;
    const asked = queryRunner.query('SELECT 1').catch((error: Error) => {
      failure = error;
      return LATE;
    });
    const answer = await inTime(asked, this.timeoutMs);
    if (answer !== LATE) {
      await queryRunner.release();
      return true;
    }
    await discardConnection(queryRunner, failure ?? new Error('The database does not answer.'));
    return false;
  }
}
