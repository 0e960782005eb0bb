/** A login that goes on. Of its secrets only digests are known: SHA-256 in hex. */
export interface Session {
  /** Digest of the secret that stays the same; also the name of the session. */
  readonly id: string;
  /** Digest of the secret that is good for one refresh. */
  readonly token: string;
  /** Id of the caller. */
  readonly subject: string;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The port behind which sessions are kept. Each method is one statement, so that nothing can come in between. */
export interface SessionStore {
  create(session: Session): Promise<void>;
  /**
   * Puts a new secret in the place of the one that was used, if that one is good still.
   *
   * @returns who it belongs to; `undefined` when it was not good, or somebody else was faster
   */
  rotate(id: string, usedToken: string, newToken: string, expiresAt: number): Promise<string | undefined>;
  /** Ends a session; nothing happens to one that has ended or never was. */
  end(id: string): Promise<void>;
  /** Whether there is such a session and nobody has ended it. */
  isLive(id: string): Promise<boolean>;
  /** Begins to remove sessions whose time is over, from time to time; never throws, and nobody waits for it. */
  purgeSometimes(): void;
}
