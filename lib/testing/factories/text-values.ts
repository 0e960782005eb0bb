import { patternText } from './pattern-text.js';
import type { ValueLimits } from './value-limits.js';

/** The n-th text of a kind. */
type TextMaker = (n: number) => string;

const letters: TextMaker = (n) => {
  let text = '';
  for (let rest = n; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    text = String.fromCharCode(97 + ((rest - 1) % 26)) + text;
  }
  return text;
};
const padded = (n: number, length: number): string => String(n).padStart(length, '0');
const hex = (n: number, length: number): string => n.toString(16).padStart(length, '0');

/** Texts that decorators of class-validator ask for. */
const BY_RULE: Readonly<Record<string, TextMaker>> = {
  isEmail: (n) => `user${n}@example.com`,
  isUrl: (n) => `https://example.com/${n}`,
  isFqdn: (n) => `host${n}.example.com`,
  isIp: (n) => `192.0.2.${n % 256}`,
  isUuid: uuid,
  isDateString: (n) => new Date(978_307_200_000 + n * 86_400_000).toISOString(),
  isIso8601: (n) => new Date(978_307_200_000 + n * 86_400_000).toISOString(),
  isRFC3339: (n) => new Date(978_307_200_000 + n * 86_400_000).toISOString(),
  isMilitaryTime: (n) => `${padded(Math.floor(n / 60) % 24, 2)}:${padded(n % 60, 2)}`,
  isHexColor: (n) => `#${hex(n % 0xffffff, 6)}`,
  isRgbColor: (n) => `rgb(${n % 256},0,0)`,
  isMacAddress: (n) => `02:00:00:00:${hex(Math.floor(n / 256) % 256, 2)}:${hex(n % 256, 2)}`,
  isMongoId: (n) => hex(n, 24),
  isPort: (n) => String(1024 + (n % 60_000)),
  isSemVer: (n) => `1.0.${n}`,
  isJson: (n) => JSON.stringify({ n }),
  isJwt: (n) => `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(String(n)).toString('base64url')}.c2lnbmF0dXJl`,
  isBase64: (n) => Buffer.from(String(n)).toString('base64'),
  isBooleanString: (n) => String(n % 2 === 0),
  isLatitude: (n) => String(n % 90),
  isLongitude: (n) => String(n % 180),
  isLatLong: (n) => `${n % 90},${n % 180}`,
  isCreditCard: () => '4111111111111111',
  isIBAN: () => 'DE89370400440532013000',
  isBIC: () => 'DEUTDEFF',
  isIsbn: isbn,
  isISO4217CurrencyCode: () => 'EUR',
  isISO31661Alpha2: () => 'DE',
  isISO31661Alpha3: () => 'DEU',
  isLocale: () => 'en-GB',
  isTimeZone: () => 'Europe/Berlin',
  isMimeType: () => 'text/plain',
  isCurrency: (n) => `${n}.00`,
  isMobilePhone: phone,
  isPhoneNumber: phone,
  isPostalCode: (n) => padded(n % 100_000, 5),
  isStrongPassword: (n) => `Aa1!${padded(n, 8)}`,
  isDataURI: (n) => `data:text/plain,${n}`,
  isMagnetURI: (n) => `magnet:?xt=urn:btih:${hex(n, 40)}`,
  isFirebasePushId: (n) => padded(n, 20),
  isEthereumAddress: (n) => `0x${hex(n, 40)}`,
  isOctal: (n) => n.toString(8),
};

/** Tried where nothing else is right. */
const FALLBACKS: readonly TextMaker[] = [
  letters,
  (n) => letters(n).toUpperCase(),
  (n) => `A${letters(n)}`,
  String,
  (n) => `${letters(n)}${n}`,
  (n) => `${letters(n)}-${n}`,
  (n) => hex(n, 2),
  (n) => `${n}.5`,
  ...Object.values(BY_RULE),
];

/** Texts that are likely to obey, the likeliest first, each of a length that is allowed. */
export function textValues(label: string, limits: ValueLimits, maxLength: number, n: number): readonly string[] {
  const { names, minLength, patterns, parts } = limits;
  const most = Math.min(maxLength, limits.maxLength ?? Infinity);
  const named = Object.entries(BY_RULE).flatMap(([name, make]) => (names.has(name) ? [make(n)] : []));
  const matching = patterns.flatMap((pattern) =>
    [3, 1, 8, minLength].flatMap((repeats) => patternText(pattern, n, Math.min(repeats, 64)) ?? []),
  );
  const partial = parts.length > 0 ? [`${label} ${n} ${parts.join(' ')}`] : [];
  const words = [label, ...parts].join(' ');
  const plain = [fitted(`${words} `, String(n), minLength, most), fitted('', n.toString(36), minLength, most)];
  const others = FALLBACKS.map((make) => lengthened(make(n), minLength));
  return [...named, ...matching, ...partial, ...plain, ...others].filter(
    (text) => text.length >= minLength && text.length <= most,
  );
}

/** The words as far as there is room for them, and all of what tells the text from others. */
function fitted(words: string, distinct: string, minLength: number, maxLength: number): string {
  const room = maxLength - distinct.length;
  const text = room >= words.length ? words + distinct : distinct;
  return text.padStart(Math.min(minLength, maxLength), words.trim() === '' ? '0' : 'x');
}

function lengthened(text: string, minLength: number): string {
  return text.length >= minLength ? text : text + text.at(-1)!.repeat(minLength - text.length);
}

function uuid(n: number): string {
  return `00000000-0000-4000-8000-${hex(n, 12)}`;
}

function isbn(n: number): string {
  const digits = `978${padded(n, 9)}`;
  const sum = Array.from(digits).reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return digits + String((10 - (sum % 10)) % 10);
}

function phone(n: number): string {
  return `+4915112${padded(n % 1_000_000, 6)}`;
}
