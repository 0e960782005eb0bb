import { CommandError } from './command.error.js';

/** What the user is told of a failure: what happened, and what to do; a stack only of a fault of our own. */
export async function describeFailure(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof CommandError) return error.message;
  const found = listenFailure(error) ?? missingPackage(error);
  if (found !== undefined) return found;
  // Loaded late: it brings Nest and TypeORM with it, one of which may be what is missing.
  const { LightApiBootError } = await import('../compiler/boot.error.js');
  if (error instanceof LightApiBootError) return error.message;
  const isFault = [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind);
  return isFault ? (error.stack ?? error.message) : `${error.name}: ${error.message}`;
}

interface ListenError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
}

function listenFailure(error: ListenError): string | undefined {
  const { code = '', syscall, address = error.hostname ?? '', port } = error;
  if (syscall === 'getaddrinfo') return `There is no address ${address} (${code}): mend --host or LIGHTAPI_HOST.`;
  if (syscall !== 'listen') return undefined;
  const place = port === undefined ? address : `port ${port} of ${address}`;
  if (code === 'EADDRINUSE') return `${capital(place)} is in use: choose another by --port or LIGHTAPI_PORT.`;
  if (code === 'EACCES') return `${capital(place)} needs more rights (${code}): choose a port above 1023.`;
  return `${capital(place)} cannot be listened on (${code}): mend --host or LIGHTAPI_HOST.`;
}

/** A package that somebody has to install beside this one. */
function missingPackage({ message, ...error }: ListenError): string | undefined {
  const { code } = error;
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return undefined;
  const name = /Cannot find (?:package|module) '((?:@[\w.-]+\/)?[\w-][\w.-]*)/.exec(message)?.[1];
  return name === undefined ? undefined : `The package ${name} is not installed: npm install ${name}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
