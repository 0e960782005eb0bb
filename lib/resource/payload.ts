/**
 * A validated body: values by field name (dotted for embedded columns), each already of its field's JavaScript type.
 * A name that is absent was not sent. Has no prototype.
 */
export type Payload = Readonly<Record<string, unknown>>;
