/** Who asks. Everybody is somebody: a request without credentials is made by {@link ANONYMOUS}. */
export interface Principal {
  /** Stable identifier of the caller; `undefined` for the anonymous principal. */
  readonly id: string | undefined;
  readonly roles: readonly string[];
}

/** The principal of a request without credentials. */
export const ANONYMOUS: Principal = Object.freeze({ id: undefined, roles: Object.freeze([]) });
