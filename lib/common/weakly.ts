/**
 * A function that makes its answer when it is called, and makes it again once nobody holds it any more. Within one turn
 * of the event loop it is always the same one.
 */
export function weakly<Answer extends object>(make: () => Answer): () => Answer {
  let kept: WeakRef<Answer> | undefined;
  return () => {
    let answer = kept?.deref();
    if (answer === undefined) kept = new WeakRef((answer = make()));
    return answer;
  };
}

/** The same with an answer for each of many things. */
export function weaklyOf<Thing extends object, Answer extends object>(
  make: (thing: Thing) => Answer,
): (thing: Thing) => Answer {
  const known = new WeakMap<Thing, () => Answer>();
  return (thing) => {
    let answerOf = known.get(thing);
    if (answerOf === undefined) known.set(thing, (answerOf = weakly(() => make(thing))));
    return answerOf();
  };
}
