import { QueryFailedError, type DataSource } from 'typeorm';
import { mapUnplacedError } from './driver-error.mapper.js';
import { runTransaction } from './run-transaction.js';

/**
 * Runs what others wrote in a transaction, see {@link runTransaction}. Their own errors are passed on as they are; those
 * of the database, COMMIT included, become LightApiErrors.
 *
 * @param mapError what becomes of an error of the database.
 */
export async function runApplicationWork<Result>(
  dataSource: DataSource,
  work: () => Promise<Result>,
  mapError: (error: unknown) => unknown = mapUnplacedError,
): Promise<Result> {
  let own: { readonly error: unknown } | undefined;
  const attempt = async (): Promise<Result> => {
    own = undefined;
    try {
      return await work();
    } catch (error) {
      // With the EntityManager their work meets the errors of the database itself.
      if (!(error instanceof QueryFailedError)) own = { error };
      throw error;
    }
  };
  try {
    return await runTransaction(dataSource, attempt);
  } catch (error) {
    throw own !== undefined && own.error === error ? error : mapError(error);
  }
}
