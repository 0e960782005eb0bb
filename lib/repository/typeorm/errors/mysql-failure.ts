import { textOrNothing, type DriverError, type DriverFailure, type FailureKind } from './driver-failure.js';

/** Error numbers of MySQL 8 and MariaDB 10.11; where the two differ, both are listed. */
const KIND_BY_NUMBER: ReadonlyMap<number, FailureKind> = new Map<number, FailureKind>([
  [1062, 'unique'],
  [1169, 'unique'],
  [1586, 'unique'],
  [1216, 'referenceMissing'],
  [1452, 'referenceMissing'],
  [1217, 'stillReferenced'],
  [1451, 'stillReferenced'],
  [1048, 'required'],
  [1364, 'required'],
  [3819, 'check'],
  [4025, 'check'],
  [1264, 'rejected'],
  [1265, 'rejected'],
  [1292, 'rejected'],
  [1300, 'rejected'],
  [1366, 'rejected'],
  [1406, 'rejected'],
  [1411, 'rejected'],
  [3140, 'rejected'],
  [3988, 'rejected'],
  [1020, 'conflict'],
  [1213, 'conflict'],
  [1205, 'timeout'],
  [1317, 'timeout'],
  [1969, 'timeout'],
  [3024, 'timeout'],
  [1040, 'unavailable'],
  [1045, 'unavailable'],
  [1049, 'unavailable'],
  [1053, 'unavailable'],
  [1129, 'unavailable'],
  [1203, 'unavailable'],
  [1226, 'unavailable'],
  [1290, 'unavailable'],
  [1698, 'unavailable'],
  [1792, 'unavailable'],
  [1836, 'unavailable'],
  [1927, 'unavailable'],
  [2002, 'unavailable'],
  [2003, 'unavailable'],
  [2006, 'unavailable'],
  [2013, 'unavailable'],
]);

/** Reads an error of MySQL or MariaDB; `undefined` when its number is not one that a client should hear about. */
export function readMysqlFailure(error: DriverError): DriverFailure | undefined {
  if (typeof error.errno !== 'number') return undefined;
  const kind = KIND_BY_NUMBER.get(error.errno);
  if (kind === undefined) return undefined;
  const message = textOrNothing(error.sqlMessage) ?? textOrNothing(error.message) ?? '';
  if (kind === 'unique') return { kind, constraint: duplicateKey(message) };
  if (kind === 'referenceMissing' || kind === 'stillReferenced') {
    return { kind, constraint: between(message, 'CONSTRAINT `', '`') };
  }
  if (kind === 'check') {
    return { kind, constraint: between(message, 'CONSTRAINT `', '`') ?? between(message, "constraint '", "'") };
  }
  if (kind === 'required') {
    return { kind, columns: list(between(message, "Column '", "'") ?? between(message, "Field '", "'")) };
  }
  return kind === 'rejected' ? { kind, columns: list(rejectedColumn(message)) } : { kind };
}

/** The name after the last `for key`, so that a value that contains the words is passed over. MySQL 8 writes `table.key`. */
function duplicateKey(message: string): string | undefined {
  const start = message.lastIndexOf("for key '");
  if (start === -1) return undefined;
  const name = message.slice(start + 9, message.lastIndexOf("'"));
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The column at the end of `… for column 'age' at row 1`, which MariaDB may write as `` `schema`.`table`.`age` ``. */
function rejectedColumn(message: string): string | undefined {
  const start = message.lastIndexOf('for column ');
  const end = message.lastIndexOf(' at row ');
  if (start === -1 || end < start) return undefined;
  const name = message.slice(start + 11, end);
  const quote = name.at(-1);
  if (quote !== "'" && quote !== '`') return undefined;
  return name.slice(name.lastIndexOf(quote, name.length - 2) + 1, -1);
}

function between(text: string, before: string, after: string): string | undefined {
  const found = text.indexOf(before);
  if (found === -1) return undefined;
  const start = found + before.length;
  const end = text.indexOf(after, start);
  return end === -1 ? undefined : text.slice(start, end);
}

function list(name: string | undefined): readonly string[] | undefined {
  return name === undefined ? undefined : [name];
}
