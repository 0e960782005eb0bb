import type { Operation } from '../../resource/operation.js';
import type { BootProblem } from '../boot.error.js';
import type { PlacedResource } from './unique-resources.rule.js';

const READS: readonly Operation[] = ['list', 'read'];

const WAYS = `access: 'public' if that is meant, else access: authenticated(), or { read: 'public', write: role('admin') }`;

/** Resources that everybody may write to because nobody has said otherwise: one problem each. */
export function checkDeclaredAccess(
  placed: readonly PlacedResource[],
): (BootProblem & { readonly resource: string })[] {
  return placed.flatMap(({ resource: { name, access, operations }, place }) => {
    const writes = [...operations].filter((operation) => !READS.includes(operation));
    if (access.isDeclared || writes.length === 0) return [];
    return {
      code: 'LA040',
      resource: name,
      place,
      message: `nobody said who may ${listed(writes, 'or')} rows, so everybody may.`,
      fix: `say it: ${WAYS}`,
    };
  });
}

/** What a developer is told of them where the application may start all the same. */
export function describeOpenWrites(names: readonly string[]): string {
  return `Everybody may write to ${listed(names, 'and')}: nobody said who may. Say it: ${WAYS}. With NODE_ENV=production the application does not start like this.`;
}

function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)!}`;
}
