import { IsEmail, getMetadataStorage } from 'class-validator';
import type { Type } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { withRules } from '../../../lib/payload/late-rules.js';
import { createPayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import { compilePayloadParser } from '../../../lib/payload/payload.parser.js';
import { field, ID, resource } from './fixture.js';

class Plain {}

class Contact {
  @IsEmail() title: string;
}

function rulesOf(target: Type<object>): number {
  return getMetadataStorage().getTargetValidationMetadatas(target, '', false, false).length;
}

describe('the class-validator rules of a generated class', () => {
  const fields = [ID, field('title')];

  it('are given once', () => {
    const { create } = createPayloadClasses(resource(fields), undefined);
    expect(rulesOf(create)).toBe(0);
    expect(rulesOf(withRules(create))).toBe(2);
    expect(rulesOf(withRules(create))).toBe(2);
  });

  it.each([
    [Plain, 0],
    [Contact, 3],
  ])('are given with the first body of an entity with decorators of its own: %o', async (entity, count) => {
    const described = resource(fields, { entity });
    const classes = createPayloadClasses(described, entity);
    const { create, update } = classes;
    await compilePayloadParser(described, classes).parse('create', { title: 'a@example.com' });
    expect(rulesOf(create)).toBe(count);
    expect(rulesOf(update)).toBe(0);
  });
});
