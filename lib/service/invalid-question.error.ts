import type { LightApiError, ProblemItem } from '../common/light-api.error.js';

/**
 * A question that code of the application has asked is not valid: a mistake of that code, which its client can do nothing
 * about. Left alone it is a 500, with its message in the log; caught, it says what is wrong with the question.
 *
 * @example
 * ```ts
 * try {
 *   return await this.books.list({ filter: whatClientsMayChoose });
 * } catch (error) {
 *   if (error instanceof InvalidQuestionError) throw new BadRequestException('There is no such choice.');
 *   throw error;
 * }
 * ```
 */
export class InvalidQuestionError extends Error {
  override readonly name = 'InvalidQuestionError';
  /** Everything that is wrong with it, by JSON pointers into the question: `/filter/titel`. */
  readonly errors: readonly ProblemItem[];

  /** @param resource name of what was asked for */
  constructor(resource: string, problem: LightApiError) {
    const places = problem.errors.map(({ pointer = '', detail }) => `${pointer} ${detail}`.trim());
    super(`The question about ${resource} is not valid. ${places.join(' ')}`, { cause: problem });
    this.errors = problem.errors;
  }
}
