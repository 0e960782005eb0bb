/**
 * A list whose items are made when somebody looks at them, and only kept as long as that takes. A document has thousands
 * of parameters, and most applications are never asked for it.
 */
export function lazyList<Item extends object>(make: () => readonly Item[]): readonly Item[] {
  let kept: WeakRef<readonly Item[]> | undefined;
  const items = (): readonly Item[] => {
    let made = kept?.deref();
    if (made === undefined) kept = new WeakRef((made = make()));
    return made;
  };
  return new Proxy<readonly Item[]>([], {
    get: (_target, property) => Reflect.get(items(), property) as unknown,
    has: (_target, property) => Reflect.has(items(), property),
  });
}
