/** The same object, with what its methods throw translated: a store of the application fails in its own words. */
export function withMappedFailures<Store extends object>(store: Store, map: (error: unknown) => unknown): Store {
  return new Proxy(store, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...parameters: unknown[]): Promise<unknown> => {
        try {
          return await (Reflect.apply(member, target, parameters) as unknown);
        } catch (error) {
          throw map(error);
        }
      };
    },
  });
}
