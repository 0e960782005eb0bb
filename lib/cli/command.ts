/** An option of a command: with a value that `placeholder` names, else a switch. */
export interface CommandOption {
  readonly placeholder?: string;
  readonly short?: string;
  readonly about: string;
}

/** What a command was asked: values by the names of options, `true` for a switch, and the file if it takes one. */
export interface CommandInput {
  readonly file: string | undefined;
  readonly values: Readonly<Record<string, string | true | undefined>>;
}

/** Carries out a command; answers with the exit status of the process. */
export type RunCommand = (input: CommandInput) => Promise<number>;

/** A word of the command line. */
export interface Command {
  readonly name: string;
  readonly about: string;
  readonly takesFile: boolean;
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Loads what carries it out, which help and usage errors do not wait for. */
  readonly load: () => Promise<RunCommand>;
}
