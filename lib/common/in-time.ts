/** What {@link inTime} answers for work that takes too long. */
export const LATE = Symbol('late');

/** Parts that a deadline is counted in. */
const PARTS = 5;

/**
 * What some work answers, or `LATE`. Time counts in which this process could have taken up an answer: while it is busy
 * itself, or gets no processor, nobody can say that others are slow.
 *
 * @throws what the work throws in time
 */
export async function inTime<Result>(work: Promise<Result>, deadlineMs: number): Promise<Result | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<typeof LATE>((resolve) => {
    let left = PARTS;
    const wait = (): void => {
      // An answer that has arrived meanwhile is read first.
      if (left-- === 0) setImmediate(resolve, LATE);
      else timer = setTimeout(wait, deadlineMs / PARTS);
    };
    wait();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
