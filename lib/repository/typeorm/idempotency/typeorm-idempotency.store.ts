import { createHash } from 'node:crypto';
import { AsyncResource } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { DataSource, EntityManager, QueryResult } from 'typeorm';
import { JsonText } from '../../../common/json-text.js';
import { LightApiError } from '../../../common/light-api.error.js';
import type { IdempotencyClaim, IdempotencyStore, KeptAnswer } from '../../idempotency-store.js';
import type { StoredItem } from '../../resource-repository.js';
import { readDriverFailure } from '../errors/driver-failure.reader.js';
import { runTransaction, runWithManager } from '../run-transaction.js';
import { sharesOneConnection } from '../write-lock.js';
import type { StoredAnswer } from './idempotency-entry.js';
import { createIdempotencyStatements, type IdempotencyStatements } from './idempotency-statements.js';

/** Rounds of insert and read, between which another transaction can take its entry back or away. */
const MAX_ROUNDS = 3;
/** Least time between two purges, in milliseconds. */
const PURGE_PAUSE_MS = 60_000;
/** Entries that one statement of a purge removes, so that none takes long. */
const PURGE_SIZE = 500;

/** An entry as it is stored. */
interface Entry {
  readonly fingerprint: string;
  readonly answer: StoredAnswer | undefined;
  readonly expiresAt: number;
}

/**
 * Keeps answers in the table of {@link IdempotencyEntry}, in the transactions of its data source. The first statement of
 * a create is the insert of its entry: the unique key makes everybody else with the same key wait for how it ends.
 */
export class TypeormIdempotencyStore implements IdempotencyStore {
  private readonly logger = new Logger('LightApi');
  private known: IdempotencyStatements | undefined;
  private nextPurge = 0;
  /** Bound to no transaction, whoever asks for it. */
  private readonly purgeInBackground = AsyncResource.bind(() => {
    this.purge().catch((error: Error) => {
      // An application that ends does not wait for it.
      if (this.dataSource.isInitialized) this.logger.warn(`Idempotency keys were not purged: ${error.message}`);
    });
  });

  constructor(private readonly dataSource: DataSource) {}

  async claim(claim: IdempotencyClaim): Promise<KeptAnswer | undefined> {
    const id = hash(JSON.stringify([...claim.space, claim.key]));
    const fingerprint = hash(claim.fingerprint);
    try {
      return await runWithManager(this.dataSource, (manager) =>
        this.claimEntry(manager, id, fingerprint, claim.retentionMs),
      );
    } catch (error) {
      // Where all work shares one connection a timeout means another process, and says nothing about the key.
      const isTaken = readDriverFailure(error)?.kind === 'timeout' && !sharesOneConnection(this.dataSource);
      throw isTaken ? stillRunning(error) : error;
    }
  }

  async keep(claim: IdempotencyClaim, { row, key, version }: StoredItem): Promise<void> {
    const answer: StoredAnswer = { row: row.text, key, version: version ?? null };
    const id = hash(JSON.stringify([...claim.space, claim.key]));
    await runWithManager(this.dataSource, (manager) =>
      send(manager, this.statements.keep, [JSON.stringify(answer), id]),
    );
  }

  purgeSometimes(): void {
    const now = Date.now();
    if (now < this.nextPurge) return;
    this.nextPurge = now + PURGE_PAUSE_MS;
    this.purgeInBackground();
  }

  private async claimEntry(
    manager: EntityManager,
    id: string,
    fingerprint: string,
    retentionMs: number,
  ): Promise<KeptAnswer | undefined> {
    const { insert, select, renew } = this.statements;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const now = Date.now();
      if ((await send(manager, insert, [id, fingerprint, now + retentionMs])).affected === 1) return undefined;
      const entry = entryOf(await send(manager, select, [id]));
      if (entry === undefined) continue;
      if (entry.expiresAt >= now && entry.answer !== undefined) {
        return { isSame: entry.fingerprint === fingerprint, item: itemOf(entry.answer) };
      }
      const renewed = await send(manager, renew, [fingerprint, now + retentionMs, id, entry.expiresAt]);
      if (renewed.affected === 1) return undefined;
    }
    throw stillRunning();
  }

  private async purge(): Promise<void> {
    for (let affected = PURGE_SIZE; affected === PURGE_SIZE;) {
      const statement = this.statements.purge(Date.now(), PURGE_SIZE);
      const result = await runTransaction(this.dataSource, (manager) => send(manager, statement, []));
      affected = result.affected ?? 0;
    }
  }

  private get statements(): IdempotencyStatements {
    return (this.known ??= createIdempotencyStatements(this.dataSource));
  }
}

/** @throws TypeError outside of a transaction, in which an entry would say nothing about the row. */
async function send(
  { queryRunner }: EntityManager,
  statement: string,
  parameters: readonly unknown[],
): Promise<QueryResult> {
  if (queryRunner === undefined) throw new TypeError('Idempotency keys are taken inside a transaction.');
  return queryRunner.query(statement, [...parameters], true);
}

function entryOf(result: QueryResult): Entry | undefined {
  const [record] = (result.records ?? []) as Record<string, unknown>[];
  if (record === undefined) return undefined;
  const [fingerprint, answer, expiresAt] = Object.values(record);
  return {
    fingerprint: String(fingerprint),
    // MariaDB and SQLite hand JSON out as it is stored, the others parsed.
    answer: (typeof answer === 'string' ? JSON.parse(answer) : (answer ?? undefined)) as StoredAnswer | undefined,
    expiresAt: Number(expiresAt),
  };
}

function itemOf({ row, key, version }: StoredAnswer): StoredItem {
  return { row: new JsonText(row), key, version: version ?? undefined };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function stillRunning(cause?: unknown): LightApiError {
  const detail = 'A request with this key is running.';
  return new LightApiError('LA304', detail, {
    errors: [{ header: 'Idempotency-Key', code: 'LA304', detail }],
    hint: 'Send the request again in a moment, to get the answer of the one that is running.',
    headers: { 'Retry-After': '1' },
    cause,
  });
}
