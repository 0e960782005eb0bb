import { withoutTrailingZeros } from './number-text.js';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,6}))?$/;
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

const FIRST_INSTANT = instant(1, 1, 1);
const LAST_INSTANT = instant(9999, 12, 31) + 86_399_999;

/** Whether the text is `YYYY-MM-DD` and that day exists, in the years 0001 to 9999. */
export function isDateText(text: string): boolean {
  const parts = DATE.exec(text);
  return parts !== null && isCalendarDay(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/**
 * Reads a time of day: `HH:MM:SS` with up to six digits of fraction, no leap second; `undefined` when it is none.
 * Zeros that end the fraction are dropped, so that one time has one text where a database compares texts.
 */
export function parseTimeText(text: string): string | undefined {
  const parts = TIME.exec(text);
  if (parts === null) return undefined;
  const fraction = withoutTrailingZeros(parts[2] ?? '');
  return fraction === '' ? parts[1] : `${parts[1]}.${fraction}`;
}

/**
 * Reads an RFC 3339 §5.6 `date-time`; `undefined` when it is none, the day does not exist, or the instant lies outside
 * the years 0001 to 9999 in UTC. Leap seconds are refused, digits after the millisecond are dropped.
 */
export function parseDateTimeText(text: string): Date | undefined {
  const parts = DATE_TIME.exec(text);
  if (parts === null) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (!isCalendarDay(year, month, day)) return undefined;
  const clock = Number(parts[4]) * 3_600_000 + Number(parts[5]) * 60_000 + Number(parts[6]) * 1000;
  const fraction = parts[7] === undefined ? 0 : Number(parts[7].slice(0, 3).padEnd(3, '0'));
  const offset = parts[8] === undefined ? 0 : Number(parts[9]) * 3_600_000 + Number(parts[10]) * 60_000;
  const time = instant(year, month, day) + clock + fraction + (parts[8] === '-' ? offset : -offset);
  return time >= FIRST_INSTANT && time <= LAST_INSTANT ? new Date(time) : undefined;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (day <= 28) return true;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2) return day === 29 && isLeapYear;
  return day <= (month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31);
}

/** Milliseconds since the epoch; `Date.UTC` alone takes the years 0 to 99 for 1900 to 1999. */
function instant(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}
