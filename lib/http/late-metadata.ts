import { weakly } from '../common/weakly.js';

/**
 * A list whose items are made when somebody looks at them, and only kept as long as that takes. A document is made of
 * thousands of parameters and answers, and most applications are never asked for it.
 */
export function lateList<Item extends object>(make: () => readonly Item[]): readonly Item[] {
  return new Proxy<readonly Item[]>([], new LateList(weakly(make)));
}

/** The same with an object, whose members may be read, listed and copied. */
export function lateRecord<Made extends object>(make: () => Made): Made {
  return new Proxy({} as Made, new LateRecord(weakly(make)));
}

/** A list has a `length` of its own, so only reading can be passed on. */
class LateList<Made extends object> implements ProxyHandler<Made> {
  constructor(protected readonly made: () => Made) {}

  get(_target: Made, property: PropertyKey): unknown {
    return Reflect.get(this.made(), property);
  }

  has(_target: Made, property: PropertyKey): boolean {
    return Reflect.has(this.made(), property);
  }
}

class LateRecord<Made extends object> extends LateList<Made> {
  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.made());
  }

  getOwnPropertyDescriptor(_target: Made, property: PropertyKey): PropertyDescriptor | undefined {
    return Reflect.getOwnPropertyDescriptor(this.made(), property);
  }
}
