import type { ReflectedTable, Reflection } from '../compiler/sources/reflection/reflect.js';
import { NAME } from '../config/file/definitions/field.definitions.js';
import { comment, flowList, scalar } from './yaml-text.js';

/** What a starter file says beside its resources. */
export interface StarterSettings {
  /** Where the JSON Schema is, from the file. */
  readonly schemaPath: string;
  /** The database, with variables for what is secret. */
  readonly url: string;
  /** Schema of PostgreSQL. */
  readonly schema: string | undefined;
}

/** A file to begin with. */
export interface StarterFile {
  readonly text: string;
  /** How many resources it has. */
  readonly resources: number;
}

/** Words of the name of a column that holds what nobody should read, and last words of one that only speaks of it. */
const SECRET = /password|passwd|passphrase|pwd|secret|salt|token|otp|api_?key|private_?key|credential/i;
const HARMLESS = /(?:id|at|on|count|type|date|hint|expires|expiry)$/i;

/** A file for the tables of a database: readable by everybody, writable by nobody, and a draft until somebody has looked. */
export function starterFile({ schemas, skipped }: Reflection, settings: StarterSettings): StarterFile {
  const listed = schemas.filter((table) => !table.isJunction && isNamed(table) && secretKey(table) === undefined);
  const left = [
    ...schemas.flatMap((table) => leftOut(table)),
    ...skipped.filter(({ column }) => column === undefined).map(({ table, reason }) => `${table}: ${reason}`),
  ];
  const lines = [
    ...heading(settings),
    'resources:',
    ...listed.flatMap((table) => [...resource(table, listed, skipped), '']),
    ...(left.length === 0 ? [] : ['  # Left out:', ...left.flatMap((line) => comment(`  ${line}`, '  '))]),
  ];
  return { text: `${lines.join('\n').trimEnd()}\n`, resources: listed.length };
}

function heading({ schemaPath, url, schema }: StarterSettings): string[] {
  return [
    `# yaml-language-server: $schema=${schemaPath}`,
    '',
    '# In production the file is refused as long as this line stands here: take it out once you have looked at what the',
    '# resources expose, and at who may read and write them.',
    'draft: true',
    '',
    ...(schema === undefined ? [`database: ${url}`] : ['database:', `  url: ${url}`, `  schema: ${scalar(schema)}`]),
    '',
    'defaults:',
    '  access: { read: public, write: nobody }',
    '',
  ];
}

function resource(table: ReflectedTable, listed: readonly ReflectedTable[], skipped: Reflection['skipped']): string[] {
  const key = keyFor(table)!;
  const { columns } = table.schema.options;
  const left = skipped.filter((item) => item.table === table.table && item.column !== undefined);
  const secrets = Object.keys(columns).filter((name) => isSecret(name) && !columns[name]!.primary);
  const relations = table.relations.filter((name) => {
    const target: unknown = table.schema.options.relations![name]!.target;
    return listed.some(({ schema }) => schema === target);
  });
  const options = [
    ...(key === table.table ? [] : [`    table: ${scalar(table.table)}`]),
    ...(table.isReadOnly ? ['    operations: [list, read]'] : []),
    ...(relations.length === 0 ? [] : flowList('    relations: ', relations)),
    ...(secrets.length === 0
      ? []
      : [
          '    fields: # what looks like a secret is never read',
          ...secrets.map((name) => `      ${scalar(name)}: ${table.isReadOnly ? 'hidden' : 'writeOnly'}`),
        ]),
  ];
  return [
    ...comment(`${table.schema.options.name}: ${Object.keys(columns).join(', ')}`, '  '),
    ...left.flatMap(({ column, reason }) => comment(`without ${column!}: ${reason}`, '  ')),
    `  ${scalar(key)}:${options.length === 0 ? ' {}' : ''}`,
    ...options,
  ];
}

/** The table's own name, which makes the resource that of its rows, else the name of the entity. */
function keyFor({ table, schema }: ReflectedTable): string | undefined {
  return [table, schema.options.name].find((name) => new RegExp(NAME.names, 'u').test(name));
}

function isNamed(table: ReflectedTable): boolean {
  return keyFor(table) !== undefined;
}

function leftOut(table: ReflectedTable): string[] {
  if (table.isJunction) return [`${table.table}: it relates others, whose relations lead through it`];
  if (!isNamed(table)) return [`${table.table}: no name of letters and digits can be made of its own`];
  const key = secretKey(table);
  return key === undefined ? [] : [`${table.table}: its key ${key} looks like a secret, and would be in addresses`];
}

function secretKey({ schema }: ReflectedTable): string | undefined {
  return Object.entries(schema.options.columns).find(([name, column]) => column?.primary && isSecret(name))?.[0];
}

function isSecret(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}
