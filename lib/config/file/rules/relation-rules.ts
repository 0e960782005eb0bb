import { nearestName } from '../../../common/nearest-name.js';
import type { FilePath } from '../file-checker.js';
import type { FileDefinition, FileRelation, FileResource } from '../file-definition.js';
import type { ReportAt } from './report-at.js';
import { isDeclared } from './is-declared.js';

/** The resources of the file, and the names of those that are wrong. */
interface Neighbours {
  readonly resources: NonNullable<FileDefinition['resources']>;
  readonly broken: ReadonlySet<string>;
}

/** What says where a relation leads. A table that is there says so itself. */
const OF_DECLARED: readonly (keyof FileRelation)[] = [
  'kind',
  'to',
  'inverse',
  'column',
  'table',
  'nullable',
  'onDelete',
];

/** What goes with some kinds of relations alone. */
const ONLY_FOR: readonly (readonly [keyof FileRelation, readonly string[]])[] = [
  ['column', ['many-to-one', 'one-to-one']],
  ['nullable', ['many-to-one', 'one-to-one']],
  ['onDelete', ['many-to-one', 'one-to-one']],
  ['table', ['many-to-many']],
];

/** Relations of a reflected resource say only what clients may do with them. */
export function checkReflectedRelations({ relations }: FileResource, path: FilePath, report: ReportAt): void {
  for (const [name, relation] of relationsOf(relations)) {
    for (const option of OF_DECLARED.filter((said) => relation[said] !== undefined)) {
      report('LA056', [...path, name, option], {
        message: `${[...path, name, option].join('.')} is for resources whose fields have types; this one is reflected.`,
        fix: 'leave it out: the foreign keys of the table say where its relations lead',
      });
    }
  }
}

/** Relations of a declared resource lead to a declared resource, and back if they say so. */
export function checkDeclaredRelations(
  owner: string,
  { relations, fields = {} }: FileResource,
  neighbours: Neighbours,
  report: ReportAt,
): void {
  const path = ['resources', owner, 'relations'];
  if (isList(relations)) {
    report('LA056', path, {
      message: `${path.join('.')} is a list, but the file declares the fields, so it has to say where relations lead.`,
      fix: 'write author: { kind: many-to-one, to: Author }',
    });
    return;
  }
  for (const [name, relation] of relationsOf(relations)) {
    const at = [...path, name];
    if (Object.hasOwn(fields, name))
      report('LA056', at, {
        message: `${at.join('.')} has the name of a field.`,
        fix: 'give one of them another name',
      });
    checkKind(relation, at, report);
    const target = checkTarget(relation, at, neighbours, report);
    if (target !== undefined) checkInverse(owner, name, relation, at, target, report);
  }
}

function checkKind(relation: FileRelation, path: FilePath, report: ReportAt): void {
  const { kind, nullable, onDelete } = relation;
  const name = path.join('.');
  if (kind === undefined) {
    report('LA056', path, { message: `${name}.kind is missing.`, fix: 'write kind: many-to-one' });
    return;
  }
  for (const [option, kinds] of ONLY_FOR) {
    if (relation[option] === undefined || kinds.includes(kind)) continue;
    report('LA056', [...path, option], { message: `${name}.${option} is not for ${kind}.`, allowed: kinds });
  }
  if (onDelete === 'set null' && nullable !== true)
    report('LA056', [...path, 'onDelete'], {
      message: `${name}.onDelete sets null what may not be null.`,
      fix: 'add nullable: true',
    });
  if (kind === 'one-to-many' && relation.inverse === undefined)
    report('LA056', path, {
      message: `${name}.inverse is missing.`,
      fix: 'name the many-to-one relation of the other side',
    });
}

function checkTarget(
  { to }: FileRelation,
  path: FilePath,
  { resources, broken }: Neighbours,
  report: ReportAt,
): FileResource | undefined {
  const name = path.join('.');
  if (to === undefined) {
    report('LA056', path, { message: `${name}.to is missing.`, fix: 'name the resource that it leads to' });
    return undefined;
  }
  if (broken.has(to)) return undefined;
  const declared = Object.keys(resources).filter((candidate) => isDeclared(resources[candidate]!));
  if (declared.includes(to)) return resources[to];
  const isReflected = Object.hasOwn(resources, to);
  const nearest = isReflected ? undefined : nearestName(to, declared);
  report('LA056', [...path, 'to'], {
    message: isReflected
      ? `${name}.to is a reflected resource, and declared ones lead to declared ones.`
      : `${name}.to is not a resource of the file.`,
    nearest,
    ...(nearest === undefined && { allowed: declared }),
  });
  return undefined;
}

/** What the kind of a relation is from the other side. */
const OPPOSITE: Readonly<Record<NonNullable<FileRelation['kind']>, string>> = {
  'many-to-one': 'one-to-many',
  'one-to-one': 'one-to-one',
  'one-to-many': 'many-to-one',
  'many-to-many': 'many-to-many',
};

/** What tells which side of a relation holds it, where the kind does not. */
const MARKS: Readonly<Partial<Record<NonNullable<FileRelation['kind']>, 'column' | 'table'>>> = {
  'one-to-one': 'column',
  'many-to-many': 'table',
};

function checkInverse(
  owner: string,
  name: string,
  relation: FileRelation,
  path: FilePath,
  target: FileResource,
  report: ReportAt,
): void {
  const { inverse, kind } = relation;
  if (inverse === undefined || kind === undefined) return;
  const relations = Object.fromEntries(relationsOf(target.relations));
  const back = Object.hasOwn(relations, inverse) ? relations[inverse] : undefined;
  const at = [...path, 'inverse'];
  if (back === undefined) {
    const nearest = nearestName(inverse, Object.keys(relations));
    report('LA056', at, {
      message: `${at.join('.')} is not a relation of the other side.`,
      nearest,
      ...(nearest === undefined && { allowed: Object.keys(relations) }),
    });
    return;
  }
  if (back.to !== owner || back.inverse !== name || back.kind !== OPPOSITE[kind]) {
    report('LA056', at, {
      message: `${at.join('.')} does not lead back.`,
      fix: `write there: kind: ${OPPOSITE[kind]}, to: ${owner}, inverse: ${name}`,
    });
    return;
  }
  const mark = MARKS[kind];
  if (mark !== undefined && (relation[mark] === undefined) === (back[mark] === undefined)) {
    report('LA056', path, {
      message: `${path.join('.')} and the relation back: one of the two has to say its ${mark}, and not both.`,
    });
  }
}

function relationsOf(relations: FileResource['relations']): [string, FileRelation][] {
  return relations === undefined || isList(relations) ? [] : Object.entries(relations);
}

function isList(relations: FileResource['relations']): relations is readonly string[] {
  return Array.isArray(relations);
}
