import type { TenancyOptions } from '../../resource/resource.options.js';
import type { Report } from '../draft.js';
import { checkKeys, type KeysOf } from './option-keys.rule.js';

const TENANCY_KEYS: KeysOf<TenancyOptions> = { field: true, claim: true };

/** An application has tenants or it has none: what is misspelt would show each the rows of the others. */
export function checkTenancy(tenancy: unknown, report: Report): void {
  if (tenancy === undefined) return;
  if (typeof tenancy !== 'object' || tenancy === null || Array.isArray(tenancy)) {
    report({ code: 'LA011', message: 'tenancy is not an object.', fix: "write tenancy: { field: 'tenantId' }" });
    return;
  }
  checkKeys(tenancy, TENANCY_KEYS, 'tenancy.', report);
  const { field, claim = 'tenantId' } = tenancy as Readonly<Record<string, unknown>>;
  if (!isName(field)) report({ code: 'LA011', message: 'tenancy.field is not the name of a field.' });
  if (!isName(claim)) report({ code: 'LA011', message: 'tenancy.claim is not the name of a claim.' });
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
