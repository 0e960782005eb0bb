import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Node,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { nearestName } from '../../common/nearest-name.js';
import type { AnyOfDefinition, Definition, ListDefinition, MapDefinition, ObjectDefinition } from './definition.js';
import { ACCESS_DEFINITIONS } from './definitions/access.definitions.js';
import type { FileCode, FileProblem } from './file-problem.js';
import { interpolate, plainValue } from './interpolation.js';
import { checkScalar, describeNumber, isScalarDefinition, kindOf, type FileScalar } from './scalar-check.js';

/** Where something stands: names of keys and positions in lists. */
export type FilePath = readonly (string | number)[];

/** Nodes that are looked at, those behind aliases each time. */
const MAX_NODES = 100_000;

/** Levels of a file. */
const MAX_LEVELS = 64;

/** A key that can be repeated: what else stands before a colon may be the half of an address. */
const REPEATABLE_KEY = /^[\w.$<-]{1,64}$/;

type ProblemParts = Omit<FileProblem, 'place' | 'code'>;

/**
 * Holds a document to a definition, and makes plain values of it. Everything that is wrong is collected; what is wrong
 * is left out of the value.
 */
export class FileChecker {
  readonly problems: FileProblem[] = [];
  /** Where keys and items begin, by their path. */
  readonly places = new Map<string, string>();
  /** Names of the resources that something is wrong with. */
  readonly broken = new Set<string>();
  private nodes = 0;

  constructor(
    private readonly document: Document<ParsedNode>,
    private readonly placeOf: (offset: number) => string,
    private readonly variables: Readonly<Record<string, string | undefined>>,
  ) {}

  check(node: unknown, definition: Definition, path: FilePath, at: number): unknown {
    const target = this.targetOf(node, path, at);
    if (target === undefined) return undefined;
    const found = isScalar(target.node) ? this.scalarOf(target.node, path, target.at) : target.node;
    return found === undefined ? undefined : this.fit(found, definition, path, target.at);
  }

  report(code: FileCode, at: number, parts: ProblemParts): void {
    const place = this.placeOf(at);
    const isKnown = this.problems.some((known) => known.place === place && known.message === parts.message);
    if (!isKnown) this.problems.push({ code, place, ...parts });
  }

  /** The node itself, or what an alias stands for. */
  private targetOf(node: unknown, path: FilePath, at: number): { node: Node | null; at: number } | undefined {
    if (this.nodes > MAX_NODES) return undefined;
    const start = (node as Node | null)?.range?.[0] ?? at;
    if (++this.nodes > MAX_NODES || path.length > MAX_LEVELS) {
      this.nodes = Infinity;
      this.report('LA051', start, { message: 'nested too deeply, or an alias that stands for too much.' });
      return undefined;
    }
    if (!isAlias(node)) return { node: (node as Node | null) ?? null, at: start };
    const target = node.resolve(this.document);
    if (target !== undefined) return { node: target, at: start };
    this.report('LA051', start, { message: 'an alias whose anchor was not set before.' });
    return undefined;
  }

  private scalarOf(
    node: Node & { value?: unknown; type?: string },
    path: FilePath,
    at: number,
  ): FileScalar | undefined {
    const { value } = node;
    if (typeof value !== 'string') return { value, isFilledIn: false, isPlain: true };
    const { text, hasVariables, missing, isMalformed } = interpolate(value, this.variables);
    for (const name of missing) {
      this.report('LA054', at, {
        message: `${nameOf(path)} needs the variable ${name}, which is not set.`,
        fix: `set ${name}, or write \${${name}:-default}`,
      });
    }
    if (isMalformed) {
      this.report('LA054', at, {
        message: `${nameOf(path)} has a "\${" that begins no variable.`,
        fix: 'write ${NAME}, ${NAME:-default}, or $${ for the signs themselves',
      });
    }
    return missing.length > 0 || isMalformed
      ? undefined
      : { value: text, isFilledIn: hasVariables, isPlain: node.type === 'PLAIN' };
  }

  private fit(found: FileScalar | Node | null, definition: Definition, path: FilePath, at: number): unknown {
    const known = definition.kind === 'reference' ? ACCESS_DEFINITIONS[definition.name]! : definition;
    if (known.kind === 'anyOf') return this.fitAny(found, known, path, at);
    if (isMap(found)) {
      if (known.kind === 'object') return this.object(found, known, path, at);
      if (known.kind === 'map') return this.map(found, known, path);
      if (known.kind === 'anything') return this.anything(found, path, at);
    }
    if (isSeq(found) && known.kind === 'list') return this.list(found, known, path, at);
    const scalar = scalarIn(found);
    if (scalar?.value === null && known.kind === 'object' && known.mayBeBlank) return {};
    if (scalar !== undefined && isScalarDefinition(known)) {
      const result = checkScalar(nameOf(path), scalar, known);
      if (result.ok) return result.value;
      this.report('LA053', at, result.problem);
      return undefined;
    }
    this.report('LA053', at, { message: `${nameOf(path)} is ${describeFound(found)}not ${describe(known)}.` });
    return undefined;
  }

  /** The one of several definitions that was meant: by the kind of what is there, and by its keys. */
  private fitAny(found: FileScalar | Node | null, { options }: AnyOfDefinition, path: FilePath, at: number): unknown {
    const scalar = scalarIn(found);
    if (scalar !== undefined) {
      const fitting = options.filter(isScalarDefinition);
      for (const option of fitting) {
        const result = checkScalar(nameOf(path), scalar, option);
        if (result.ok) return result.value;
      }
      const values = fitting.flatMap((option) => (option.kind === 'choice' ? option.values : []));
      const isChoice = typeof scalar.value === 'string' && values.some((value) => typeof value === 'string');
      const only = isChoice ? ({ kind: 'choice', values } as const) : fitting.length === 1 ? fitting[0] : undefined;
      if (only !== undefined && scalar.value !== null) return this.fit(found, only, path, at);
    } else {
      const fitting = options.filter(({ kind }) =>
        isSeq(found) ? kind === 'list' : kind === 'object' || kind === 'map',
      );
      if (fitting.length > 0)
        return this.fit(found, isMap(found) ? nearestObject(found, fitting) : fitting[0]!, path, at);
    }
    const what = options.map(describe).join(', or ');
    this.report('LA053', at, { message: `${nameOf(path)} is ${describeFound(found)}not ${what}.` });
    return undefined;
  }

  private object(node: YAMLMap, definition: ObjectDefinition, path: FilePath, at: number): unknown {
    const { members, required = [], isOneOf } = definition;
    const entries: [string, unknown][] = [];
    for (const [key, keyAt, value] of this.entriesOf(node, path)) {
      const member = Object.hasOwn(members, key) ? members[key] : undefined;
      if (member !== undefined) entries.push([key, this.check(value, member, [...path, key], keyAt)]);
      else this.reportKey(key, keyAt, Object.keys(members), path);
    }
    const names = new Set(node.items.map(({ key }) => String((key as { value?: unknown }).value)));
    for (const name of required) {
      if (!names.has(name)) this.report('LA053', at, { message: `${nameOf([...path, name])} is missing.` });
    }
    if (isOneOf && names.size !== 1) {
      const message = `${nameOf(path)} has ${names.size === 0 ? 'nothing in it' : 'more than one rule in it'}.`;
      const fix = names.size === 0 ? undefined : 'join them with and, or or';
      this.report('LA053', at, { message, allowed: Object.keys(members), ...(fix !== undefined && { fix }) });
    }
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private reportKey(key: string, at: number, known: readonly string[], path: FilePath): void {
    const isRepeatable = REPEATABLE_KEY.test(key);
    const nearest = isRepeatable ? nearestName(key, known) : undefined;
    this.report('LA052', at, {
      message: isRepeatable
        ? `${nameOf([...path, key])} is not an option.`
        : `${nameOf(path)} has a key that is no option.`,
      nearest,
      ...(nearest === undefined && { allowed: known }),
    });
  }

  private map(node: YAMLMap, { names, what, value: definition }: MapDefinition, path: FilePath): unknown {
    const pattern = new RegExp(names, 'u');
    const entries: [string, unknown][] = [];
    for (const [key, keyAt, value] of this.entriesOf(node, path)) {
      if (pattern.test(key)) {
        const known = this.problems.length;
        entries.push([key, this.check(value, definition, [...path, key], keyAt)]);
        if (path.length === 1 && this.problems.length > known) this.broken.add(key);
      } else this.report('LA052', keyAt, { message: `${nameOf(path)} has a key that is not ${what}.` });
    }
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }

  private list(node: YAMLSeq, { item, isNeverEmpty }: ListDefinition, path: FilePath, at: number): unknown {
    if (isNeverEmpty && node.items.length === 0) this.report('LA053', at, { message: `${nameOf(path)} is empty.` });
    return node.items.map((entry, index) => {
      const itemAt = (entry as Node | null)?.range?.[0] ?? at;
      this.places.set(keyOf([...path, index]), this.placeOf(itemAt));
      return this.check(entry, item, [...path, index], itemAt);
    });
  }

  /** What somebody else reads: only its variables are filled in. */
  private anything(found: FileScalar | Node | null, path: FilePath, at: number): unknown {
    const inside = (node: unknown, next: FilePath): unknown => {
      const target = this.targetOf(node, next, at);
      if (target === undefined) return undefined;
      const read = isScalar(target.node) ? this.scalarOf(target.node, next, target.at) : target.node;
      return this.anything(read ?? null, next, target.at);
    };
    if (isMap(found)) {
      return Object.fromEntries(
        this.entriesOf(found, path).map(([key, , value]) => [key, inside(value, [...path, key])]),
      );
    }
    if (isSeq(found)) return found.items.map((item, index) => inside(item, [...path, index]));
    const scalar = scalarIn(found);
    return scalar?.isFilledIn && scalar.isPlain ? plainValue(scalar.value as string) : scalar?.value;
  }

  private entriesOf(node: YAMLMap, path: FilePath): [key: string, at: number, value: unknown][] {
    return node.items.map(({ key, value }) => {
      const name = isScalar(key) ? String(key.value) : '';
      const at = (key as Node).range![0];
      this.places.set(keyOf([...path, name]), this.placeOf(at));
      return [name, at, value];
    });
  }
}

/** A path as a key of {@link FileChecker.places}. */
export function keyOf(path: FilePath): string {
  return path.join('\n');
}

/** A path in words: `resources.Book.ordering[1]`. */
export function nameOf(path: FilePath): string {
  const name = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('');
  return name === '' ? 'the file' : name.replace(/^\./, '');
}

function scalarIn(found: FileScalar | Node | null): FileScalar | undefined {
  if (found === null) return { value: null, isFilledIn: false, isPlain: true };
  return 'isFilledIn' in found ? found : undefined;
}

/** What is there, to stand before "not"; nothing of what variables have brought. */
function describeFound(found: FileScalar | Node | null): string {
  if (isMap(found)) return 'a map, ';
  return isSeq(found) ? 'a list, ' : kindOf(scalarIn(found)!);
}

function nearestObject(node: YAMLMap, options: readonly Definition[]): Definition {
  const keys = node.items.map(({ key }) => String((key as { value?: unknown }).value));
  const shared = (option: Definition): number =>
    option.kind === 'object' ? keys.filter((key) => Object.hasOwn(option.members, key)).length : 0;
  const best = Math.max(...options.map(shared));
  if (best > 0) return options.find((option) => shared(option) === best)!;
  const objects = options.filter((option) => option.kind === 'object');
  return objects.length < 2
    ? options[0]!
    : {
        kind: 'object',
        members: Object.assign({}, ...objects.map(({ members }) => members)) as ObjectDefinition['members'],
      };
}

/** What a definition takes, to stand behind "not". */
function describe(definition: Definition): string {
  switch (definition.kind) {
    case 'text':
      return definition.what;
    case 'number':
      return describeNumber(definition);
    case 'choice':
      return definition.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'list':
      return 'a list';
    case 'object':
    case 'map':
    case 'anything':
      return 'a map';
    case 'anyOf':
      return definition.options.map(describe).join(', or ');
    case 'reference':
      return describe(ACCESS_DEFINITIONS[definition.name]!);
  }
}
