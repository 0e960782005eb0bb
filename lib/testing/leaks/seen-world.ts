import { ANONYMOUS, type Principal } from '../../common/principal.js';
import { actionRule, mayEverAct } from '../../policy/permit-action.js';
import { policyOf } from '../../policy/resource-policy.js';
import { compileFieldRule } from '../../policy/rule.compiler.js';
import { every, type Verdict } from '../../policy/verdict.js';
import { compileMatcher, type Row } from '../../query/matcher.js';
import type { Action } from '../../resource/action.js';
import type { AccessAction } from '../../resource/access-rule.js';
import type { FieldRights } from '../../resource/field-rights.js';
import type { Field } from '../../resource/field.js';
import type { Relation, Resource } from '../../resource/resource.js';
import type { LeakExpectations, LeakPrincipal, RowAction } from './leak.options.js';
import type { StoredRow } from './stored-row.js';
import type { StoredWorld } from './stored-world.js';

/** A row that a principal may read, with those of its related rows that it may read too. */
export interface SeenRow {
  readonly stored: StoredRow;
  readonly values: Row;
}

/**
 * The world as a principal may know it: rules and expectations are asked about rows in memory, and what they leave out is
 * not there. Answers have to be what they would be in this world.
 */
export class SeenWorld {
  /** What it may not do with single fields. */
  readonly rights: FieldRights;
  private readonly principal: Principal;
  private readonly readable = new Set<StoredRow>();
  private readonly seen = new Map<Resource, readonly SeenRow[]>();
  private readonly copies = new Map<unknown, Record<string, unknown>>();
  private readonly tests = new Map<string, (row: StoredRow) => boolean>();

  constructor(
    private readonly world: StoredWorld,
    readonly asked: LeakPrincipal,
    private readonly expectations: LeakExpectations,
  ) {
    const { id, roles = [], claims = {} } = asked;
    this.principal = id === undefined ? ANONYMOUS : { id, roles, claims };
    this.rights = this.findRights();
    for (const { resource, rows } of world.resources) {
      const holds = this.ruleTest(resource, ['read']);
      for (const row of rows) {
        if (this.expectations.mayRead?.(asked, resource.name, row.values) ?? holds(row)) this.readable.add(row);
      }
    }
    for (const { resource, rows } of world.resources) this.seen.set(resource, this.copyRows(rows));
    for (const { resource } of world.resources) {
      for (const relation of resource.relations.values()) this.narrow(relation);
    }
  }

  /** Whether the row may be read, were it not deleted. */
  mayRead(row: StoredRow): boolean {
    return this.readable.has(row);
  }

  /** Rows that may be read and are not deleted. */
  rowsOf(resource: Resource): readonly SeenRow[] {
    return this.seen.get(resource)!;
  }

  /** Those that lists may have. */
  listOf(resource: Resource): readonly SeenRow[] {
    const holds = this.ruleTest(resource, ['list']);
    return this.rowsOf(resource).filter(({ stored }) => holds(stored));
  }

  /** Rows of a list that softly deleted rows are asked for in. */
  withDeleted(resource: Resource, deleted: 'with' | 'only', action: 'list' | 'read'): readonly StoredRow[] {
    if (!resource.showsDeleted) return [];
    const holds = this.ruleTest(resource, [action, 'deleted']);
    return this.world
      .of(resource)
      .rows.filter((row) => this.mayRead(row) && (row.isDeleted || deleted === 'with') && holds(row));
  }

  /** Whether the row may be written so. What may not be read may not be written. */
  mayWrite(row: StoredRow, action: RowAction): boolean {
    if (!this.mayRead(row)) return false;
    const expected = this.expectations.mayWrite?.(this.asked, row.resource.name, row.values, action);
    return expected ?? this.ruleTest(row.resource, [action])(row);
  }

  /** Whether the action may be done with the row. */
  mayAct(row: StoredRow, action: Action): boolean {
    if (!this.mayRead(row) || row.isDeleted) return false;
    const expected = this.expectations.mayAct?.(this.asked, row.resource.name, row.values, action.name);
    if (expected !== undefined) return expected;
    const verdict = actionRule(row.resource, action)(this.principal);
    return typeof verdict === 'boolean' ? verdict : compileMatcher(verdict)(row.values);
  }

  /** Whether an action on the collection may be done. */
  mayActOnAll(resource: Resource, action: Action): boolean {
    return mayEverAct(resource, action, this.principal);
  }

  /** Whether the field of the resource is one that the principal may know of. */
  knows(resource: Resource, field: Field): boolean {
    return resource.fieldByName.get(field.name)?.readable === true && !this.rights.unreadable.has(field);
  }

  private findRights(): FieldRights {
    const unreadable = new Set<Field>();
    const unwritable = new Set<Field>();
    for (const { resource } of this.world.resources) {
      for (const field of resource.fields) {
        const { readable = 'public', writable = 'public' } = resource.access.fields.get(field) ?? {};
        const expected = this.expectations.mayReadField?.(this.asked, resource.name, field.name);
        if (!(expected ?? compileFieldRule(readable)(this.principal))) unreadable.add(field);
        if (!compileFieldRule(writable)(this.principal)) unwritable.add(field);
      }
    }
    return { unreadable, unwritable };
  }

  private copyRows(rows: readonly StoredRow[]): readonly SeenRow[] {
    return rows
      .filter((row) => this.readable.has(row) && !row.isDeleted)
      .map((stored) => {
        const values = { ...stored.values };
        this.copies.set(stored.values, values);
        return { stored, values };
      });
  }

  private narrow({ source, name }: Relation): void {
    for (const { stored } of this.rowsOf(source)) {
      const copy = this.copies.get(stored.values)!;
      const related = stored.values[name];
      copy[name] = Array.isArray(related)
        ? related.flatMap((row) => this.copies.get(row) ?? [])
        : (this.copies.get(related) ?? null);
    }
  }

  private ruleTest(resource: Resource, actions: readonly AccessAction[]): (row: StoredRow) => boolean {
    const name = [resource.name, ...actions].join(' ');
    const known = this.tests.get(name) ?? this.compileTest(resource, actions);
    this.tests.set(name, known);
    return known;
  }

  private compileTest(resource: Resource, actions: readonly AccessAction[]): (row: StoredRow) => boolean {
    const { scope, rules } = policyOf(resource);
    const verdict: Verdict = every([scope(this.principal), ...actions.map((action) => rules[action](this.principal))]);
    if (typeof verdict === 'boolean') return () => verdict;
    const holds = compileMatcher(verdict);
    return ({ values }) => holds(values);
  }
}
