import type { DataSource } from 'typeorm';
import { mysqlFace, mysqlSay, type MysqlConnection } from './mysql.face.js';
import { postgresFace, postgresSay, type PgClient } from './postgres.face.js';
import { SharedConnection } from './shared-connection.js';
import { lostUndo } from './transaction-word.js';
import type { TakeBack } from './take-back.js';

/** How TypeORM's drivers hand out connections of their pools. */
interface PoolDriver {
  obtainMasterConnection: (this: void) => Promise<unknown>;
  obtainSlaveConnection: (this: void) => Promise<unknown>;
}

type PgLoan = readonly [client: PgClient, release: (error?: Error) => void];

const OUTER = 'lightapi_test_outer';

/** Instead of connections of the pool everybody is given a face of one connection, on which a transaction is open. */
export async function undoPooled(dataSource: DataSource): Promise<TakeBack> {
  const driver = dataSource.driver as unknown as PoolDriver;
  const isPostgres = dataSource.options.type === 'postgres';
  const { obtainMasterConnection, obtainSlaveConnection } = driver;
  const loan = await driver.obtainMasterConnection();
  const { shared, obtain, giveBack } = isPostgres ? postgres(loan as PgLoan) : mysql(loan as MysqlConnection);
  try {
    await shared.say('START TRANSACTION');
    await shared.say(`SAVEPOINT ${OUTER}`);
  } catch (error) {
    giveBack(error as Error);
    throw error;
  }
  driver.obtainMasterConnection = driver.obtainSlaveConnection = obtain;
  return async () => {
    Object.assign(driver, { obtainMasterConnection, obtainSlaveConnection });
    await shared.close();
    let failure: Error | undefined;
    try {
      // It is gone where the transaction has ended meanwhile.
      await shared.say(`ROLLBACK TO SAVEPOINT ${OUTER}`);
      await shared.say('ROLLBACK');
    } catch (error) {
      failure = lostUndo(error);
      throw failure;
    } finally {
      giveBack(failure);
    }
  };
}

interface Lent {
  readonly shared: SharedConnection;
  readonly obtain: () => Promise<unknown>;
  readonly giveBack: (error?: Error) => void;
}

function postgres([client, release]: PgLoan): Lent {
  const shared = new SharedConnection((text) => postgresSay(client, text), true);
  const obtain = (): Promise<unknown> => {
    const face = postgresFace(client, shared);
    return Promise.resolve([face, () => shared.leave(face)]);
  };
  return { shared, obtain, giveBack: release };
}

function mysql(connection: MysqlConnection): Lent {
  const shared = new SharedConnection((text) => mysqlSay(connection, text), false);
  const giveBack = (error?: Error): void => {
    if (error === undefined) connection.release();
    else connection.destroy();
  };
  return { shared, obtain: () => Promise.resolve(mysqlFace(connection, shared)), giveBack };
}
