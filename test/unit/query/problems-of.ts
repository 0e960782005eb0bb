import { LightApiError, type ProblemItem } from '../../../lib/common/light-api.error.js';

/** The problems of the LightApiError that the call throws; fails when it throws nothing or something else. */
export function problemsOf(call: () => unknown): readonly ProblemItem[] {
  return errorOf(call).errors;
}

export function errorOf(call: () => unknown): LightApiError {
  try {
    call();
  } catch (error) {
    if (error instanceof LightApiError) return error;
    throw error;
  }
  throw new Error('The call was expected to throw a LightApiError.');
}
