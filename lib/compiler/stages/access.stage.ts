import type { FieldRule, FieldRules } from '../../resource/access-rule.js';
import type { FieldAccess } from '../../resource/field.js';
import type { SerializerFields } from '../../resource/resource.options.js';
import type { FieldDraft, Report, ResourceDraft } from '../draft.js';
import { checkFieldRule } from '../rules/access-rule.rule.js';
import { checkKeys, type KeysOf } from '../rules/option-keys.rule.js';
import { namedField } from './named-field.js';

const ACCESS: Readonly<Record<FieldAccess, { readonly readable: boolean; readonly writable: boolean }>> = {
  readWrite: { readable: true, writable: true },
  readOnly: { readable: true, writable: false },
  writeOnly: { readable: false, writable: true },
  hidden: { readable: false, writable: false },
};

const RULE_KEYS: KeysOf<FieldRules> = { readable: true, writable: true };

/** Applies `fields` and `serializer.write`: what clients may do with each field. */
export function accessStage(draft: ResourceDraft): void {
  for (const [name, access] of Object.entries((draft.declaration.fields ?? {}) as Record<string, unknown>)) {
    const fields = namedField(draft, name, `fields.${name}`);
    if (typeof access === 'object' && access !== null) applyRules(draft, name, access, fields);
    else if (Object.hasOwn(ACCESS, String(access))) {
      for (const field of fields) setAccess(field, ACCESS[access as FieldAccess]);
    } else reportAccess(draft, name);
  }
  const { serializer } = draft.declaration;
  const write = typeof serializer === 'object' ? (serializer as SerializerFields<object>).write : undefined;
  if (write) restrictWrites(draft, write);
}

/** An access option can take a right away from a managed column, never give it one: keys and stamps stay read-only. */
function setAccess(field: FieldDraft, { readable, writable }: { readable: boolean; writable: boolean }): void {
  field.readable = readable;
  field.creatable = writable && field.creatable;
  field.updatable = writable && field.updatable;
}

/** What a rule allows to nobody is not there at all, and what it allows to everybody needs no rule. */
function applyRules(draft: ResourceDraft, name: string, given: object, fields: readonly FieldDraft[]): void {
  const place = `fields.${name}`;
  checkKeys(given, RULE_KEYS, `${place}.`, draft.report);
  const { readable, writable } = soundRules(given, place, draft.report);
  if (readable !== undefined && readable !== 'public') checkHolder(draft, name, fields);
  for (const field of fields) {
    setAccess(field, {
      readable: readable === undefined ? field.readable : readable !== 'nobody',
      writable: writable !== 'nobody',
    });
    const rules: FieldRules = {
      ...(isPartial(readable) && { readable }),
      ...(isPartial(writable) && (field.creatable || field.updatable) && { writable }),
    };
    if (Object.keys(rules).length > 0) draft.fieldRules.set(field, rules);
  }
}

function soundRules(given: FieldRules, place: string, report: Report): FieldRules {
  const { readable, writable } = given;
  return {
    ...(readable !== undefined && checkFieldRule(readable, `${place}.readable`, report) && { readable }),
    ...(writable !== undefined && checkFieldRule(writable, `${place}.writable`, report) && { writable }),
  };
}

function isPartial(rule: FieldRule | undefined): boolean {
  return rule !== undefined && rule !== 'public' && rule !== 'nobody';
}

/** Where something else than the field tells what it holds, a rule could not be kept. */
function checkHolder({ declaration, report }: ResourceDraft, name: string, fields: readonly FieldDraft[]): void {
  const message = `fields.${name}.readable cannot be kept:`;
  if (fields.some(({ role }) => role === 'key')) {
    report({
      code: 'LA042',
      message: `${message} the key is in the address of the row.`,
      fix: 'say who may read the rows: access: { read: … }',
    });
  }
  if (fields.some(({ role }) => role === 'version')) {
    report({
      code: 'LA042',
      message: `${message} the version is the ETag of the row.`,
      fix: `leave it out, or hide the field: fields: { ${JSON.stringify(name)}: 'hidden' }`,
    });
  }
  if (typeof declaration.serializer === 'function') {
    report({
      code: 'LA042',
      message: `${message} the class ${declaration.serializer.name} shapes every answer, for every caller.`,
      fix: 'name the fields instead: serializer: { read: […] }',
    });
  }
}

function restrictWrites(draft: ResourceDraft, names: readonly string[]): void {
  const writable = new Set(names.flatMap((name, index) => namedField(draft, name, `serializer.write[${index}]`)));
  for (const field of draft.fields.values()) {
    if (!writable.has(field)) setAccess(field, { readable: field.readable, writable: false });
  }
}

function reportAccess(draft: ResourceDraft, name: string): void {
  draft.report({
    code: 'LA011',
    message: `fields.${name} is not an access.`,
    allowed: [...Object.keys(ACCESS), '{ readable, writable }'],
  });
}
