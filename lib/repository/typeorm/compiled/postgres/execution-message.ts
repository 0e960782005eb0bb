import type { PostgresParameter } from './postgres-parameter.js';

/** One statement of a message to the server. */
export interface Execution {
  readonly text: string;
  readonly parameters: readonly PostgresParameter[];
  /** Name of the prepared statement; the empty string is the unnamed one. */
  readonly name: string;
  /** Whether the text has to be sent, because the server does not have it under that name. */
  readonly parse: boolean;
}

const SYNC = Buffer.from([0x53, 0, 0, 0, 4]);
const EXECUTE = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
/** Larger messages get memory of their own. */
const SCRATCH_BYTES = 32_768;

let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
let position = 0;

/**
 * The bytes that run statements (PostgreSQL documentation, "Message Formats"), in groups that each end with a Sync: for
 * each statement Close and Parse where needed, Bind, Execute. No Describe: rows come back as text in the order of the
 * select list. A name is closed before it is parsed, which the server allows whether or not it has it.
 */
export function encodeExecutions(groups: readonly (readonly Execution[])[]): Buffer {
  const capacity = maximalSize(groups);
  if (capacity > SCRATCH_BYTES) scratch = Buffer.allocUnsafeSlow(capacity);
  position = 0;
  for (const executions of groups) {
    for (const execution of executions) {
      if (execution.parse) writeParse(execution.name, execution.text);
      writeBind(execution.name, execution.parameters);
      position += EXECUTE.copy(scratch, position);
    }
    position += SYNC.copy(scratch, position);
  }
  const message = Buffer.allocUnsafe(position);
  scratch.copy(message, 0, 0, position);
  if (capacity > SCRATCH_BYTES) scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  return message;
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
function maximalSize(groups: readonly (readonly Execution[])[]): number {
  let size = 0;
  for (const executions of groups) {
    size += SYNC.length;
    for (const execution of executions) size += maximalExecution(execution);
  }
  return size;
}

function maximalExecution({ text, name, parameters, parse }: Execution): number {
  let size = 64 + name.length * 3;
  if (parse) size += 32 + text.length * 3;
  for (const parameter of parameters) {
    size += 6;
    if (typeof parameter === 'string') size += parameter.length * 3;
    else size += Buffer.isBuffer(parameter) ? parameter.length : 32;
  }
  return size;
}

function writeParse(name: string, text: string): void {
  if (name !== '') {
    const close = beginMessage(0x43);
    scratch[position++] = 0x53;
    writeZeroEnded(name);
    endMessage(close);
  }
  const parse = beginMessage(0x50);
  writeZeroEnded(name);
  writeZeroEnded(text);
  writeInt16(0);
  endMessage(parse);
}

function writeBind(name: string, parameters: readonly PostgresParameter[]): void {
  const bind = beginMessage(0x42);
  scratch[position++] = 0;
  writeZeroEnded(name);
  writeFormats(parameters);
  writeInt16(parameters.length);
  for (const parameter of parameters) writeParameter(parameter);
  writeInt16(0);
  endMessage(bind);
}

function writeFormats(parameters: readonly PostgresParameter[]): void {
  if (!parameters.some((parameter) => Buffer.isBuffer(parameter))) return writeInt16(0);
  writeInt16(parameters.length);
  for (const parameter of parameters) writeInt16(Buffer.isBuffer(parameter) ? 1 : 0);
}

function writeParameter(parameter: PostgresParameter): void {
  const start = position;
  position += 4;
  if (parameter === null) {
    scratch.writeInt32BE(-1, start);
    return;
  }
  position += Buffer.isBuffer(parameter)
    ? parameter.copy(scratch, position)
    : scratch.write(String(parameter), position, 'utf8');
  scratch.writeInt32BE(position - start - 4, start);
}

function beginMessage(code: number): number {
  scratch[position++] = code;
  const start = position;
  position += 4;
  return start;
}

/** The length counts itself but not the code before it. */
function endMessage(start: number): void {
  scratch.writeInt32BE(position - start, start);
}

function writeZeroEnded(text: string): void {
  position += scratch.write(text, position, 'utf8');
  scratch[position++] = 0;
}

function writeInt16(value: number): void {
  scratch[position++] = value >>> 8;
  scratch[position++] = value & 0xff;
}
