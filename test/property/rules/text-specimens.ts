import {
  Contains,
  IsAlpha,
  IsAlphanumeric,
  IsAscii,
  IsBooleanString,
  IsByteLength,
  IsDateString,
  IsDecimal,
  IsEmail,
  IsFQDN,
  IsFullWidth,
  IsHalfWidth,
  IsISO8601,
  IsIP,
  IsJSON,
  IsLowercase,
  IsMilitaryTime,
  IsMultibyte,
  IsNumberString,
  IsPort,
  IsRFC3339,
  IsStrongPassword,
  IsSurrogatePair,
  IsTimeZone,
  IsUppercase,
  IsUrl,
  IsVariableWidth,
  Length,
  Matches,
  MaxLength,
  MinLength,
  NotContains,
} from 'class-validator';
import type { Specimen } from './specimen.js';

const DAYS = [
  ['2024-02-29', '2023-02-29', '2024-05-31T12:30:00Z', '2024-05-31T24:00:00Z', '2024-05-31T12:30:00.123456+05:30'],
  ['2024-W05-3', '2024-366', '20240531', '2024-05', '+002024-05-31', '2024-05-31 12:30:00Z', '2024-05-31t12:30:00z'],
].flat();

/** Decorators that read text, whatever stands in it. */
export const TEXT_SPECIMENS: Readonly<Record<string, Specimen>> = {
  Contains: {
    rulings: [(options) => Contains('sea', options), (options) => Contains('', options)],
    right: ['sea', 'the sea', 'seasea', '🌊sea'],
  },
  NotContains: {
    rulings: [(options) => NotContains('sea', options), (options) => NotContains('e\u0301', options)],
    right: ['land', 'SEA', 'e', 'é'],
  },
  IsAlpha: {
    rulings: [(options) => IsAlpha(undefined, options), (options) => IsAlpha('de-DE', options)],
    right: ['abc', 'Straße', 'Z'],
  },
  IsAlphanumeric: {
    rulings: [(options) => IsAlphanumeric(undefined, options), (options) => IsAlphanumeric('fr-FR', options)],
    right: ['a1', '007', 'été2'],
  },
  IsAscii: { rulings: [IsAscii], right: ['plain', '~!@', ' '] },
  IsBooleanString: { rulings: [IsBooleanString], right: ['true', 'false', '1', '0'] },
  IsByteLength: {
    rulings: [(options) => IsByteLength(2, 4, options), (options) => IsByteLength(1, undefined, options)],
    right: ['ab', 'é', '🙂', 'abcd'],
  },
  IsDateString: {
    rulings: [(options) => IsDateString({}, options), (options) => IsDateString({ strict: true }, options)],
    right: DAYS,
  },
  IsISO8601: {
    rulings: [
      (options) => IsISO8601({}, options),
      (options) => IsISO8601({ strict: true, strictSeparator: true }, options),
    ],
    right: DAYS,
  },
  IsRFC3339: { rulings: [IsRFC3339], right: DAYS },
  IsDecimal: {
    rulings: [
      (options) => IsDecimal({}, options),
      (options) => IsDecimal({ decimal_digits: '2', force_decimal: true, locale: 'de-DE' }, options),
    ],
    right: ['1', '1.5', '-0.25', '1,25', '+3.0'],
  },
  IsNumberString: {
    rulings: [(options) => IsNumberString({}, options), (options) => IsNumberString({ no_symbols: true }, options)],
    right: ['12', '-1.5', '+7', '00'],
  },
  IsEmail: {
    rulings: [
      (options) => IsEmail({}, options),
      (options) => IsEmail({ allow_display_name: true, require_tld: false, allow_utf8_local_part: false }, options),
    ],
    right: ['ada@example.com', 'Ada <ada@example.com>', 'ä@exämple.de', 'root@localhost', '"a b"@example.org'],
  },
  IsFQDN: {
    rulings: [
      (options) => IsFQDN({}, options),
      (options) => IsFQDN({ require_tld: false, allow_wildcard: true }, options),
    ],
    right: ['example.com', '*.example.com', 'localhost', 'münchen.de'],
  },
  IsUrl: {
    rulings: [
      (options) => IsUrl({}, options),
      (options) => IsUrl({ protocols: ['https'], require_protocol: true, require_tld: false }, options),
    ],
    right: ['https://example.com/a?b=c#d', 'example.com', 'http://user:pass@example.com:8080', 'https://localhost'],
  },
  IsFullWidth: { rulings: [IsFullWidth], right: ['ａｂｃ', '日本', 'a日'] },
  IsHalfWidth: { rulings: [IsHalfWidth], right: ['abc', 'ｱｲｳ', '日a'] },
  IsVariableWidth: { rulings: [IsVariableWidth], right: ['a日', 'ａa', '１1'] },
  IsMultibyte: { rulings: [IsMultibyte], right: ['日', 'aé', '🙂'] },
  IsSurrogatePair: { rulings: [IsSurrogatePair], right: ['🙂', 'a𝒜b'] },
  IsIP: {
    rulings: [(options) => IsIP(undefined, options), (options) => IsIP(6, options), (options) => IsIP('4', options)],
    right: ['127.0.0.1', '::1', '2001:db8::ff00:42:8329', 'fe80::1%eth0'],
  },
  IsJSON: { rulings: [IsJSON], right: ['{}', '[1,2]', '{"a":null}'] },
  IsLowercase: { rulings: [IsLowercase], right: ['sea', 'ß', '1', ''] },
  IsUppercase: { rulings: [IsUppercase], right: ['SEA', 'É', '1', ''] },
  IsMilitaryTime: { rulings: [IsMilitaryTime], right: ['00:00', '23:59', '12:30'] },
  IsPort: { rulings: [IsPort], right: ['0', '80', '65535'] },
  IsStrongPassword: {
    rulings: [
      (options) => IsStrongPassword({}, options),
      (options) => IsStrongPassword({ minLength: 3, minSymbols: 0, minUppercase: 0 }, options),
    ],
    right: ['aB3$efgh', 'ab1', 'Tr0ub4dor&3'],
  },
  IsTimeZone: { rulings: [IsTimeZone], right: ['Europe/Berlin', 'UTC', 'America/New_York'] },
  Length: {
    rulings: [
      (options) => Length(2, 4, options),
      (options) => Length(1, undefined, options),
      (options) => Length(0, 0, options),
    ],
    right: ['ab', '🙂🙂🙂🙂', 'e\u0301e\u0301', '❤\uFE0F❤\uFE0F', ''],
  },
  MinLength: {
    rulings: [(options) => MinLength(3, options), (options) => MinLength(0, options)],
    right: ['abc', '🙂🙂🙂', '', 'sea'],
  },
  MaxLength: {
    rulings: [(options) => MaxLength(3, options), (options) => MaxLength(0, options)],
    right: ['abc', '🙂🙂🙂', '', 'e\u0301'],
  },
  Matches: {
    rulings: [
      (options) => Matches(/^[a-z]+$/, options),
      (options) => Matches(/^\p{L}{2,}$/u, options),
      (options) => Matches('^sea', 'i', options),
      // Keeps its place between two calls.
      (options) => Matches(/sea/g, options),
    ],
    right: ['sea', 'Sea', 'éé', 'the sea', 'seasea'],
  },
};
