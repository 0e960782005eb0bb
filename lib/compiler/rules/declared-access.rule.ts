import type { Operation } from '../../resource/operation.js';
import type { Relation, Resource } from '../../resource/resource.js';
import type { BootProblem } from '../boot.error.js';
import type { PlacedResource } from './unique-resources.rule.js';

const READS: readonly Operation[] = ['list', 'read'];

/** Operations with bodies that may bring rows for relations. */
const BRINGING: readonly Operation[] = ['create', 'replace', 'update', 'upsert'];

const WAYS = `access: 'public' if that is meant, else access: authenticated(), or { read: 'public', write: role('admin') }`;

/**
 * Resources that everybody may write to because nobody has said otherwise: one problem each.
 *
 * @param relations of the application that are joined with their targets: a body may bring new rows through them, which
 * nothing but the rules of those keeps out
 */
export function checkDeclaredAccess(
  placed: readonly PlacedResource[],
  relations: readonly Relation[],
): (BootProblem & { readonly resource: string })[] {
  return placed.flatMap(({ resource, place }) => {
    const message = resource.access.isDeclared ? undefined : openWrites(resource, relations);
    return message === undefined
      ? []
      : { code: 'LA040', resource: resource.name, place, message, fix: `say it: ${WAYS}` };
  });
}

function openWrites(resource: Resource, relations: readonly Relation[]): string | undefined {
  const actions = [...resource.actions.values()].filter(
    ({ access, follows }) => access === undefined && follows !== 'read',
  );
  const writes = [
    ...[...resource.operations].filter((operation) => !READS.includes(operation)),
    ...actions.map(({ name }) => name),
  ];
  if (writes.length > 0) return `nobody said who may ${listed(writes, 'or')} rows, so everybody may.`;
  const ways = relations.filter(({ target, writes: allowed }) => target === resource && allowed === 'create');
  const places = ways.filter(({ source }) => BRINGING.some((operation) => source.operations.has(operation)));
  if (places.length === 0) return undefined;
  const names = places.map(({ source, name }) => `${source.name}.${name}`);
  return `nobody said who may create rows through ${listed(names, 'or')}, so whoever may write there may.`;
}

/** What a developer is told of them where the application may start all the same. */
export function describeOpenWrites(names: readonly string[]): string {
  return `Everybody may write to ${listed(names, 'and')}: nobody said who may. Say it: ${WAYS}. With NODE_ENV=production the application does not start like this.`;
}

function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)!}`;
}
