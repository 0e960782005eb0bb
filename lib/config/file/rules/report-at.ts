import type { FilePath } from '../file-checker.js';
import type { FileProblem } from '../file-problem.js';

/** Adds a problem about what stands at a path. */
export type ReportAt = (code: FileProblem['code'], path: FilePath, parts: Omit<FileProblem, 'code' | 'place'>) => void;
