/** Texts up to this length are looked at unit by unit, which is quicker than starting a regular expression. */
const SHORT = 40;
const NEEDS_ESCAPE = /["\\\u0000-\u001f\ud800-\udfff]/;

/** The text as a JSON string (RFC 8259 §7), the same as `JSON.stringify` writes it. */
export function writeJsonString(text: string): string {
  if (text.length > SHORT) return NEEDS_ESCAPE.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}
