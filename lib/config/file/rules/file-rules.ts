import type { FileDefinition, FileResource } from '../file-definition.js';
import type { FilePath } from '../file-checker.js';
import { checkDeclaredField, checkReflectedField } from './field-rules.js';
import type { ReportAt } from './report-at.js';
import { isColumn, isDeclared } from './is-declared.js';
import { checkDeclaredRelations, checkReflectedRelations } from './relation-rules.js';

/**
 * What the parts of a file say together, each of which is right by itself.
 *
 * @param broken names of resources that are not, of which no more is said
 */
export function checkFile(
  { resources = {}, reflect, database }: FileDefinition,
  broken: ReadonlySet<string>,
  report: ReportAt,
): void {
  const names = Object.keys(resources).filter((name) => !broken.has(name));
  const isReflecting = (reflect ?? false) !== false || names.some((name) => !isDeclared(resources[name]!));
  if (isReflecting && typeof database === 'object' && database.synchronize === true) {
    report('LA057', ['database', 'synchronize'], {
      message: 'database.synchronize could alter the tables that are reflected.',
      fix: 'leave it out, and make the tables of declared resources by migrations',
    });
  }
  for (const [name, resource] of Object.entries(resources)) {
    if (broken.has(name)) continue;
    const path = ['resources', name];
    if (isDeclared(resource)) {
      checkDeclaredFields(resource, path, report);
      checkDeclaredRelations(name, resource, { resources, broken }, report);
    } else {
      for (const [field, said] of Object.entries(resource.fields ?? {}))
        if (typeof said === 'object') checkReflectedField(said, [...path, 'fields', field], report);
      checkReflectedRelations(resource, [...path, 'relations'], report);
    }
  }
}

function checkDeclaredFields({ fields = {}, key }: FileResource, path: FilePath, report: ReportAt): void {
  if (key !== undefined) {
    report('LA055', [...path, 'key'], {
      message: `${path.join('.')}.key is for tables that are reflected.`,
      fix: 'mark fields with primary: true',
    });
  }
  for (const [name, field] of Object.entries(fields)) {
    const at = [...path, 'fields', name];
    if (isColumn(field)) checkDeclaredField(field, at, report);
    else if (typeof field === 'object') checkReflectedField(field, at, report);
  }
  if (Object.values(fields).some((field) => typeof field === 'object' && field.primary === true)) return;
  report('LA055', [...path, 'fields'], {
    message: `${path.join('.')} has no key.`,
    fix: 'add a field such as id: { type: int, primary: true, generated: true }',
  });
}
