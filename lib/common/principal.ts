/** Who asks. Everybody is somebody: a request without credentials is made by {@link ANONYMOUS}. */
export interface Principal {
  /** Stable identifier of the caller; `undefined` for the anonymous principal alone. */
  readonly id: string | undefined;
  readonly roles: readonly string[];
  /** What else is known of the caller, such as the claims of a token. Without a prototype or with a plain one. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** The principal of a request without credentials. */
export const ANONYMOUS: Principal = Object.freeze({
  id: undefined,
  roles: Object.freeze([]),
  claims: Object.freeze(Object.create(null) as Record<string, unknown>),
});
