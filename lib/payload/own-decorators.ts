import type { Type } from '@nestjs/common';
import { embeddedClassOf, entityRulesOf, isTransformed, isTyped } from './entity-rules.js';
import type { ObjectShape } from './payload-shape.js';

/**
 * Whether class-validator or class-transformer has been told anything of an entity class, or of the classes of its embedded
 * objects, that may hold for bodies. Without, there is nothing that a body would be read by a class for.
 */
export function hasOwnDecorators(source: Type<object> | undefined, shape: ObjectShape): boolean {
  if (source === undefined) return false;
  if (entityRulesOf(source).size > 0) return true;
  return [...shape.members.values()].some((member) => {
    const { entityProperty } = member;
    if (member.kind === 'object') return hasOwnDecorators(embeddedClassOf(source, entityProperty), member);
    return entityProperty !== undefined && (isTransformed(source, entityProperty) || isTyped(source, entityProperty));
  });
}
