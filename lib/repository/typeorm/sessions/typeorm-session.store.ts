import { Logger } from '@nestjs/common';
import { IsNull, LessThan, MoreThan, type DataSource, type Repository } from 'typeorm';
import type { Session, SessionStore } from '../../session-store.js';
import { mapUnplacedError } from '../driver-error.mapper.js';
import { onServer, replicasOf } from '../replicas.js';
import { retryOnWriteConflict } from '../retry-on-write-conflict.js';
import { withWriteLock } from '../write-lock.js';
import { AuthSession } from './auth-session.js';

/** Least time between two purges, in milliseconds. */
const PURGE_PAUSE_MS = 600_000;

/** Keeps sessions in the table of {@link AuthSession}. */
export class TypeormSessionStore implements SessionStore {
  private readonly logger = new Logger('LightApi');
  private nextPurge = 0;

  constructor(private readonly dataSource: DataSource) {}

  async create({ id, token, subject, expiresAt }: Session): Promise<void> {
    await this.write((sessions) => sessions.insert({ id, token, subject, expiresAt, revokedAt: null }));
  }

  async rotate(id: string, usedToken: string, newToken: string, expiresAt: number): Promise<string | undefined> {
    const good = { id, token: usedToken, revokedAt: IsNull(), expiresAt: MoreThan(Date.now()) };
    const { affected } = await this.write((sessions) => sessions.update(good, { token: newToken, expiresAt }));
    if (affected !== 1) return undefined;
    const session = await this.read((sessions) =>
      sessions.findOne({ select: { id: true, subject: true }, where: { id } }),
    );
    return session?.subject;
  }

  async end(id: string): Promise<void> {
    await this.write((sessions) => sessions.update({ id, revokedAt: IsNull() }, { revokedAt: Date.now() }));
  }

  isLive(id: string): Promise<boolean> {
    return this.read((sessions) => sessions.existsBy({ id, revokedAt: IsNull() }));
  }

  purgeSometimes(): void {
    const now = Date.now();
    if (now < this.nextPurge) return;
    this.nextPurge = now + PURGE_PAUSE_MS;
    this.write((sessions) => sessions.delete({ expiresAt: LessThan(now) })).catch((error: Error) => {
      // An application that ends does not wait for it.
      if (this.dataSource.isInitialized) this.logger.warn(`Sessions were not purged: ${error.message}`);
    });
  }

  private async read<Result>(work: (sessions: Repository<AuthSession>) => Promise<Result>): Promise<Result> {
    try {
      // A replica may not know yet of a login, or of a logout.
      if (replicasOf(this.dataSource) === undefined) return await work(this.dataSource.getRepository(AuthSession));
      return await onServer(this.dataSource, 'master', ({ manager }) => work(manager.getRepository(AuthSession)));
    } catch (error) {
      throw mapUnplacedError(error);
    }
  }

  private write<Result>(work: (sessions: Repository<AuthSession>) => Promise<Result>): Promise<Result> {
    return this.read((sessions) => retryOnWriteConflict(() => withWriteLock(this.dataSource, () => work(sessions))));
  }
}
