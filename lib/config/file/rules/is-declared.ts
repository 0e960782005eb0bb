import type { FileField, FileResource } from '../file-definition.js';

/** Whether the file says what the fields are; else the table is there, and is asked. */
export function isDeclared({ fields = {} }: FileResource): boolean {
  return Object.values(fields).some(isColumn);
}

/** Whether an entry of `fields` says what the field holds. */
export function isColumn(field: string | FileField): field is FileField {
  return typeof field === 'object' && (field.type !== undefined || field.role !== undefined);
}
