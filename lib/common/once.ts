/** A function that computes its answer when it is called first, and keeps it. */
export function once<Answer>(compute: () => Answer): () => Answer {
  let kept: { readonly answer: Answer } | undefined;
  return () => (kept ??= { answer: compute() }).answer;
}
