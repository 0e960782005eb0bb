/**
 * A statement while it is put together: ready fragments with a parameter between each two. Values never become part of
 * the fragments; how a parameter is written down is the engine's business.
 */
export class SqlDraft {
  readonly segments: string[] = [''];
  readonly parameters: unknown[] = [];

  /** Adds a fragment that was made at boot. */
  push(fragment: string): this {
    this.segments[this.segments.length - 1] += fragment;
    return this;
  }

  /** Adds a value, already in the form that the engine's driver takes. */
  bind(parameter: unknown): this {
    this.parameters.push(parameter);
    this.segments.push('');
    return this;
  }

  /** Adds another draft, parameters included. */
  append(other: SqlDraft): this {
    this.segments[this.segments.length - 1] += other.segments[0]!;
    for (let index = 1; index < other.segments.length; index++) this.segments.push(other.segments[index]!);
    for (const parameter of other.parameters) this.parameters.push(parameter);
    return this;
  }

  get isEmpty(): boolean {
    return this.segments.length === 1 && this.segments[0] === '';
  }
}
