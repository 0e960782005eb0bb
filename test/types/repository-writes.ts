// Compiled by test/public-api.spec.ts: every @ts-expect-error below must be an error, and nothing else may be one.
import { ALL_VISIBLE } from '../../lib/query/question.js';
import type { ResourceRepository } from '../../lib/repository/resource-repository.js';

/** Which rows may be linked is said by who writes: nothing is visible by forgetting it. */
export async function writes(repository: ResourceRepository): Promise<void> {
  await repository.create({}, ALL_VISIBLE);
  await repository.createMany([{}], ALL_VISIBLE);
  // @ts-expect-error what may be seen is missing
  await repository.create({});
  // @ts-expect-error what may be seen is missing
  await repository.createMany([{}]);
}
