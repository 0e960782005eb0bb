import type { LoggerService } from '@nestjs/common';
import { printProblem } from './streams.js';

/** Contexts that log what they throw as well: the command tells it in its own words. */
const THROWN: ReadonlySet<unknown> = new Set(['ExceptionHandler', 'NestApplication', 'NestFactory', 'TypeOrmModule']);

/** Prints the boot report line by line, and of Nest only what went wrong. */
export class ReportLogger implements LoggerService {
  /** @param print where the report goes */
  constructor(private readonly print: (line: string) => void) {}

  log(message: unknown, ...rest: readonly unknown[]): void {
    if (rest.at(-1) === 'LightApi') this.print(String(message));
  }

  warn(message: unknown): void {
    printProblem(`warning: ${String(message)}`);
  }

  error(message: unknown, ...rest: readonly unknown[]): void {
    if (THROWN.has(rest.at(-1))) return;
    const stack = rest.length > 1 ? rest[0] : undefined;
    printProblem(`error: ${textOf(message)}`);
    if (typeof stack === 'string') printProblem(stack);
  }

  fatal(message: unknown, ...rest: readonly unknown[]): void {
    this.error(message, ...rest);
  }
}

function textOf(message: unknown): string {
  return message instanceof Error ? (message.stack ?? message.message) : String(message);
}
