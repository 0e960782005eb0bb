/** The command cannot do what it was asked for; the message says it all. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** The command was not asked in words that it knows. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}
