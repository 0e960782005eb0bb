/**
 * The JSON text of an instant out of a database's `YYYY-MM-DD HH:MM:SS[.ffffff]` that is known to be in UTC. `end` is
 * where the fraction ends. Digits behind the millisecond are dropped, as JavaScript's own dates do.
 */
export function writeUtcText(text: string, end: number): string {
  const fraction = end >= 23 ? text.slice(20, 23) : end === 19 ? '000' : text.slice(20, end).padEnd(3, '0');
  return `"${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z"`;
}

/** Whether a text has a four-digit year and everything else where {@link writeUtcText} expects it. */
export function isPlainInstant(text: string): boolean {
  return (
    text.length >= 19 &&
    text.charCodeAt(4) === 0x2d &&
    text.charCodeAt(13) === 0x3a &&
    text.charCodeAt(16) === 0x3a &&
    (text.length === 19 || isFractionOrZone(text.charCodeAt(19)))
  );
}

function isFractionOrZone(unit: number): boolean {
  return unit === 0x2e || unit === 0x2b || unit === 0x2d;
}

/** Whether the process's local time is UTC all year round. */
export function isLocalTimeUtc(): boolean {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone === 'UTC' || zone === 'Etc/UTC' || zone === 'GMT' || zone === 'Etc/GMT';
}
