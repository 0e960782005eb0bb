import { NumericText } from '../compiled/mysql/mysql-literal.js';

/** A parameter of a draft as TypeORM's driver takes it: mysql2 writes what `toSqlString` returns, here plain digits. */
export function driverParameter(parameter: unknown): unknown {
  return parameter instanceof NumericText ? { toSqlString: () => parameter.text } : parameter;
}
