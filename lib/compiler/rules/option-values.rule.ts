import type { ResourceDeclaration, ResourceDefaults } from '../../resource/resource.options.js';
import type { Report } from '../draft.js';

/** What the value of an option is made of. */
interface ValueKind {
  readonly fits: (value: unknown) => boolean;
  /** Stands behind "is". */
  readonly otherwise: string;
}

const NAMES: ValueKind = { fits: isNameList, otherwise: 'not a list of names' };
const OBJECT: ValueKind = { fits: isRecord, otherwise: 'not an object' };
const SWITCH: ValueKind = {
  fits: (value) => typeof value === 'boolean' || isRecord(value),
  otherwise: 'neither true, false nor an object',
};

/** Options that the stages walk through, so that a value of another kind would break them. */
const KINDS: Readonly<Partial<Record<keyof ResourceDeclaration, ValueKind>>> = {
  relations: {
    fits: (value) => isNameList(value) || isRecord(value),
    otherwise: 'neither a list of names nor an object with options by name',
  },
  ordering: NAMES,
  search: NAMES,
  upsert: NAMES,
  softDelete: OBJECT,
  bulk: SWITCH,
  idempotency: SWITCH,
  cache: SWITCH,
};

/** The options without those whose values are of the wrong kind, which are reported. */
export function withSoundValues<Options extends ResourceDefaults>(options: Options, report: Report): Options {
  const sound: Record<string, unknown> = { ...(options as object) };
  for (const [name, { fits, otherwise }] of Object.entries(KINDS)) {
    if (sound[name] === undefined || fits(sound[name])) continue;
    report({ code: 'LA011', message: `${name} is ${otherwise}.` });
    delete sound[name];
  }
  return sound as Options;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNameList(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
