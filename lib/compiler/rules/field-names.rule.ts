import type { ResourceDraft } from '../draft.js';

/** A name is part of the query language's grammar: no `__`, no sign that separates, at most 128 characters. */
const SPEAKABLE = /^(?!.*__)[\p{L}\p{N}_$.-]{1,128}$/u;

/** Every visible field has a name of its own that a parameter can carry. */
export function checkFieldNames(draft: ResourceDraft): void {
  const owners = new Map<string, string>();
  for (const [optionName, field] of draft.fields) {
    if (!field.readable && !field.creatable && !field.updatable) continue;
    const owner = owners.get(field.name);
    if (owner !== undefined) {
      draft.report({
        code: 'LA025',
        message: `fields "${owner}" and "${optionName}" are both called "${field.name}" in the API.`,
        fix: `rename one property, or hide one: fields: { ${JSON.stringify(optionName)}: 'hidden' }`,
      });
    }
    owners.set(field.name, optionName);
    if (!SPEAKABLE.test(field.name)) {
      draft.report({
        code: 'LA025',
        message: `field "${field.name}" cannot be a parameter name.`,
        fix: 'use letters, digits, "_" (never two in a row), "$" and "-" in property names',
      });
    }
  }
}
