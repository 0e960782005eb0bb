/** What can be wrong with a file itself. */
export type FileCode = 'LA050' | 'LA051' | 'LA052' | 'LA053' | 'LA054' | 'LA055' | 'LA056' | 'LA057' | 'LA059';

/** One thing to mend in a file, in the words of a boot error. No value that may be a secret is in it. */
export interface FileProblem {
  readonly code: FileCode;
  /** `lightapi.yaml:12:5`: file, line and column, from 1. */
  readonly place: string;
  readonly message: string;
  readonly nearest?: string;
  readonly allowed?: readonly string[];
  readonly fix?: string;
}
