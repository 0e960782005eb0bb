/**
 * A JSON document that is already written. Handlers return it so that the answer is sent as it is;
 * an interceptor that looks inside or wraps it still sees the value, through {@link JsonText.toJSON}.
 */
export class JsonText {
  constructor(readonly text: string) {}

  /** The parsed document; called by `JSON.stringify` when the text was wrapped in another value. */
  toJSON(): unknown {
    return JSON.parse(this.text) as unknown;
  }

  toString(): string {
    return this.text;
  }
}
