/**
 * A validated body: values by field name (dotted for embedded columns), each already of its field's JavaScript type, and
 * a {@link RelatedPayload} by the name of each relation that was sent. A name that is absent was not sent. Has no prototype.
 */
export type Payload = Readonly<Record<string, unknown>>;

/**
 * What a body brings for a relation: rows that exist, by their keys, and rows that are new. Both empty: the relation is
 * to lead nowhere.
 */
export interface RelatedPayload {
  /** Values of the target's key, in key order. */
  readonly links: readonly (readonly unknown[])[];
  readonly creates: readonly Payload[];
  /**
   * Where each of them stood in the list of a to-many relation, for pointers such as `/tags/2/name`; absent when all
   * links came before all new rows.
   */
  readonly positions?: { readonly links: readonly number[]; readonly creates: readonly number[] };
}
