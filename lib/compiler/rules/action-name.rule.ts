import type { Action } from '../../resource/action.js';
import { parseFieldText } from '../../resource/field-value.js';
import { OPERATIONS, SIDE_WORDS, type Operation } from '../../resource/operation.js';
import type { Resource } from '../../resource/resource.js';
import type { ResourceDraft } from '../draft.js';

/** What has a name in a resource already. */
export interface TakenNames {
  readonly draft: ResourceDraft;
  readonly operations: ReadonlySet<Operation>;
  readonly relations: Resource['relations'];
  readonly key: Resource['key'];
  /** Those before it. */
  readonly actions: ReadonlyMap<string, Action>;
}

const NAME = /^[A-Za-z][A-Za-z0-9]*$/;

/** Names of handlers and words of paths that are the resource's own, exposed or not. */
const RESERVED: ReadonlySet<string> = new Set([...OPERATIONS, ...Object.values(SIDE_WORDS), 'query', 'constructor']);

/** An action is told from operations, fields and relations by its name, and from keys and routes by its path. */
export function checkActionName(action: Action, taken: TakenNames): boolean {
  const { name, word } = action;
  const { report } = taken.draft;
  const place = `actions.${name}`;
  const refuse = (message: string, fix: string): false => {
    report({ code: 'LA060', message: `${place}${message}`, fix });
    return false;
  };
  if (!NAME.test(name)) return refuse(' is not a name of letters and digits.', 'call it publish or sendInvoice');
  const owner = ownerOf([name, word], taken);
  if (owner !== undefined) return refuse(` has the name of ${owner}.`, 'give it another name and path');
  const twin = [...taken.actions.values()].find(
    (other) => isOnSamePath(other, action) && other.method === action.method,
  );
  if (twin !== undefined) {
    return refuse(` has the path of actions.${twin.name}.`, `give one of them another path: ${place}.path`);
  }
  if (!isKeyToo(action, taken)) return true;
  return refuse(
    `: "${word}" may be the key of an item, which answers ${action.method} as well.`,
    'let it be a POST, or give it another path',
  );
}

function ownerOf(names: readonly string[], { draft, relations }: TakenNames): string | undefined {
  if (names.some((name) => RESERVED.has(name))) return 'an operation';
  if (names.some((name) => draft.fields.has(name) || draft.computed.some((field) => field.name === name)))
    return 'a field';
  return names.some((name) => relations.has(name)) ? 'a relation' : undefined;
}

function isOnSamePath(left: Action, right: Action): boolean {
  return left.scope === right.scope && left.word.toLowerCase() === right.word.toLowerCase();
}

/** Operations with the method of an action, on an item. */
const ITEM_OPERATIONS: Readonly<Record<Action['method'], Operation | undefined>> = {
  GET: 'read',
  POST: undefined,
  PUT: 'replace',
  PATCH: 'update',
  DELETE: 'remove',
};

function isKeyToo({ scope, method, word }: Action, { key, operations }: TakenNames): boolean {
  const operation = ITEM_OPERATIONS[method];
  if (scope === 'item' || operation === undefined || !operations.has(operation)) return false;
  return key.length === 1 && parseFieldText(key[0]!, word).ok;
}
