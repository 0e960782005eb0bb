import type { Type } from '@nestjs/common';
import { compileRules, type CompiledRules } from '../../../lib/payload/compiled-rules.js';
import { withRules } from '../../../lib/payload/late-rules.js';
import { createPayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import { field, ID, resource } from '../../unit/payload/fixture.js';

/** The compiled rules of each property of an entity class, every one alone. */
export class CompiledProperties {
  private readonly compiled = new Map<string, { rules: CompiledRules; target: Type<object> }>();

  constructor(names: readonly string[], entityClass: Type<object>, operation: 'create' | 'update') {
    for (const name of names) {
      const classes = createPayloadClasses(resource([ID, anyJson(name)]), entityClass);
      const target = withRules(classes[operation]);
      const rules = compileRules(target);
      if (rules !== undefined) this.compiled.set(name, { rules, target });
    }
  }

  /** Of the properties that were compiled. */
  get names(): readonly string[] {
    return [...this.compiled.keys()];
  }

  /** Those of the properties of which a body says what is accepted without class-validator. */
  acceptedOf(names: readonly string[], body: object): readonly string[] {
    // To give an instance another class takes less than to fill another one.
    const instance = { ...body };
    return names.filter((name) => {
      const { rules, target } = this.compiled.get(name)!;
      return rules.areKeptBy(Object.setPrototypeOf(instance, target.prototype as object) as object);
    });
  }
}

/** A column that takes whatever can be stored. */
export function anyJson(name: string): ReturnType<typeof field> {
  return field(name, { type: 'json', nullable: true });
}
