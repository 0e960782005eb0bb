import { QueryFailedError, type EntityMetadata } from 'typeorm';
import type { ErrorCode } from '../../common/error-codes.js';
import { LightApiError } from '../../common/light-api.error.js';
import type { Field } from '../../resource/field.js';
import type { Operation } from '../../resource/operation.js';
import type { Resource } from '../../resource/resource.js';
import type { DriverFailure, FailureKind } from './errors/driver-failure.js';
import { readDriverFailure } from './errors/driver-failure.reader.js';
import { columnsOfFailure } from './errors/failure-columns.js';
import { fieldPointer } from '../../resource/field-pointer.js';

interface Wording {
  readonly code: ErrorCode;
  readonly detail: string;
  /** About one or several fields, by their names. */
  readonly ofFields?: (names: string) => string;
  readonly hint?: string;
}

const WORDING: Readonly<Record<Exclude<FailureKind, 'foreignKey'>, Wording>> = {
  unique: {
    code: 'LA401',
    detail: 'A row with the same unique value exists already.',
    ofFields: (names) => `A row with the same ${names} exists already.`,
  },
  referenceMissing: {
    code: 'LA402',
    detail: 'A row that this one refers to does not exist.',
    ofFields: (names) => `The row that ${names} refers to does not exist.`,
  },
  stillReferenced: {
    code: 'LA403',
    detail: 'Other rows still refer to this one.',
    hint: 'Remove or change those rows first.',
  },
  required: {
    code: 'LA404',
    detail: 'A value that the database requires is missing.',
    ofFields: (names) => `The database requires a value for ${names}.`,
  },
  check: {
    code: 'LA405',
    detail: 'The row breaks a constraint of the database.',
    ofFields: (names) => `The row breaks a constraint of the database on ${names}.`,
  },
  rejected: {
    code: 'LA406',
    detail: 'The database cannot store one of the values: it is too long, out of range or malformed.',
    ofFields: (names) => `The database cannot store the value of ${names}: it is too long, out of range or malformed.`,
  },
  conflict: {
    code: 'LA412',
    detail: 'The write was given up because of others that ran beside it.',
    hint: 'Send the request again.',
  },
  timeout: { code: 'LA411', detail: 'The database did not answer in time.' },
  unavailable: { code: 'LA410', detail: 'The database cannot be reached at the moment.' },
};

/**
 * The answer to an error of the database: a LightApiError for everything that has a code of its own, else the error
 * itself. Fields are called by their API names, columns that clients do not see are not named, and neither values nor
 * SQL are repeated.
 *
 * @param operation tells the sides of a foreign key apart on SQLite, where the engine does not; without it the
 * statement of a QueryFailedError is looked at.
 */
export function mapDriverError(
  error: unknown,
  resource: Resource,
  metadata: EntityMetadata,
  operation?: Operation,
): unknown {
  if (error instanceof LightApiError) return error;
  const failure = readDriverFailure(error);
  if (failure === undefined) return error;
  const kind = failure.kind === 'foreignKey' ? sideOfForeignKey(error, operation) : failure.kind;
  const fields = visibleFields({ ...failure, kind }, resource, metadata);
  return createError(WORDING[kind], kind, fields, error);
}

/** The answer to an error of the database where nobody knows which resource it is about: no field is named. */
export function mapUnplacedError(error: unknown): unknown {
  if (error instanceof LightApiError) return error;
  const failure = readDriverFailure(error);
  if (failure === undefined) return error;
  const kind = failure.kind === 'foreignKey' ? sideOfForeignKey(error, undefined) : failure.kind;
  return createError(WORDING[kind], kind, [], error);
}

function sideOfForeignKey(error: unknown, operation: Operation | undefined): 'stillReferenced' | 'referenceMissing' {
  if (operation !== undefined) return operation === 'remove' ? 'stillReferenced' : 'referenceMissing';
  const isDelete = error instanceof QueryFailedError && /^\s*delete\b/i.test(error.query);
  return isDelete ? 'stillReferenced' : 'referenceMissing';
}

function visibleFields(failure: DriverFailure, resource: Resource, metadata: EntityMetadata): readonly Field[] {
  const properties = new Set(columnsOfFailure(failure, metadata).map((column) => column.propertyPath));
  return resource.fields.filter((field) => properties.has(field.property) && isKnown(field));
}

/** A field that only rules speak of is nothing to clients. */
function isKnown({ readable, creatable, updatable }: Field): boolean {
  return readable || creatable || updatable;
}

function createError(wording: Wording, kind: FailureKind, fields: readonly Field[], cause: unknown): LightApiError {
  const names = fields.map((field) => `"${field.name}"`).join(' and ');
  const detail = fields.length > 0 && wording.ofFields ? wording.ofFields(names) : wording.detail;
  const errors = wording.ofFields
    ? fields.map((field) => ({ pointer: fieldPointer(field), code: wording.code, detail }))
    : [];
  const isTransient = kind === 'conflict' || kind === 'timeout' || kind === 'unavailable';
  return new LightApiError(wording.code, detail, {
    errors,
    ...(wording.hint !== undefined && { hint: wording.hint }),
    ...(isTransient && { headers: { 'Retry-After': '1' } }),
    cause,
  });
}
