import { STATUS_CODES } from 'node:http';
import type { Type } from '@nestjs/common';
import type { Action, ActionCode } from '../../resource/action.js';
import { ACTION_METHODS, type ActionAnswer, type ActionSettings } from '../../resource/action.options.js';
import type { EnhancerOptions } from '../../resource/enhancer.options.js';
import type { Operation } from '../../resource/operation.js';
import type { Resource } from '../../resource/resource.js';
import type { Report, ResourceDraft } from '../draft.js';
import { checkAccessRule } from '../rules/access-rule.rule.js';
import { checkActionName, type TakenNames } from '../rules/action-name.rule.js';
import { checkEnhancers, checkKeys, ENHANCER_KEYS, type KeysOf } from '../rules/option-keys.rule.js';

type Settings = ActionSettings & { readonly scope?: 'item' | 'collection'; readonly run: unknown };

const ACTION_KEYS: KeysOf<Settings> = {
  run: true,
  scope: true,
  method: true,
  path: true,
  access: true,
  body: true,
  answer: true,
  status: true,
  summary: true,
  description: true,
  problems: true,
  transaction: true,
  ...ENHANCER_KEYS,
};

const SEGMENT = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]*$/;

/** What a resource can do beside its operations. */
export function actionsStage(
  draft: ResourceDraft,
  operations: ReadonlySet<Operation>,
  relations: Resource['relations'],
  key: Resource['key'],
): ReadonlyMap<string, Action> {
  const given: unknown = draft.declaration.actions;
  const actions = new Map<string, Action>();
  if (given === undefined) return actions;
  if (!isRecord(given)) {
    draft.report({
      code: 'LA011',
      message: 'actions is not an object.',
      fix: 'write actions: { publish: PublishBook }',
    });
    return actions;
  }
  const taken: TakenNames = { draft, operations, relations, key, actions };
  for (const [name, option] of Object.entries(given) as [string, unknown][]) {
    if (option === undefined) continue;
    const action = actionOf(name, option, draft.report);
    if (action !== undefined && checkActionName(action, taken)) actions.set(name, action);
  }
  return actions;
}

function actionOf(name: string, option: unknown, report: Report): Action | undefined {
  const place = `actions.${name}`;
  const settings = (isRecord(option) ? option : { run: option }) as Settings;
  checkKeys(settings, ACTION_KEYS, `${place}.`, report);
  const code = codeOf(settings.run);
  if (code === undefined) {
    report({
      code: 'LA061',
      message: `${isRecord(option) ? `${place}.run` : place} is neither a function nor a class with a method run.`,
      fix: 'write a class that implements ResourceAction, or a function that takes its context',
    });
  }
  const isSound = [
    checkWords(settings, place, report),
    checkBody(settings, place, report),
    checkAnswer(settings, place, report),
    settings.access === undefined || checkAccessRule(settings.access, `${place}.access`, report),
  ].every(Boolean);
  checkEnhancers(settings, `${place}.`, report);
  return code !== undefined && isSound ? complete(name, settings, code) : undefined;
}

function complete(name: string, settings: Settings, code: ActionCode): Action {
  const { scope = 'item', method = 'POST', access, body, summary, description, problems = {} } = settings;
  const { path: word = kebab(name), answer = scope === 'item' ? 'resource' : 'nothing', transaction = true } = settings;
  const enhancers: EnhancerOptions = settings;
  return Object.freeze({
    name,
    word,
    scope,
    method,
    access,
    body: body as Type<object> | undefined,
    answer,
    code,
    follows: method === 'GET' ? 'read' : 'update',
    status: settings.status ?? (answer === 'nothing' ? 204 : 200),
    summary: summary ?? `${sentence(name)}.`,
    description,
    problems,
    isTransaction: transaction,
    enhancers,
  } as const);
}

function codeOf(run: unknown): ActionCode | undefined {
  if (typeof run !== 'function') return undefined;
  const prototype = run.prototype as { readonly run?: unknown } | undefined;
  if (typeof prototype?.run === 'function') {
    return { kind: 'class', type: run as Type<{ run(context: object): unknown }> };
  }
  // A class by the name of something else: it cannot be called.
  if (/^class\b/.test(Function.prototype.toString.call(run))) return undefined;
  return { kind: 'function', run: run as (context: object) => unknown };
}

function checkWords({ scope, method, path, transaction, problems }: Settings, place: string, report: Report): boolean {
  const wrong = (message: string, allowed?: readonly string[]): false => {
    report({ code: 'LA011', message: `${place}.${message}`, ...(allowed && { allowed }) });
    return false;
  };
  if (scope !== undefined && !['item', 'collection'].includes(scope))
    return wrong('scope is none.', ['item', 'collection']);
  if (method !== undefined && !ACTION_METHODS.includes(method)) return wrong('method is none.', ACTION_METHODS);
  if (transaction !== undefined && typeof transaction !== 'boolean') return wrong('transaction is not true or false.');
  if (problems !== undefined && !(isRecord(problems) && Object.keys(problems).every(isProblem)))
    return wrong('problems is not an object of statuses from 400 on.');
  if (path === undefined || (typeof path === 'string' && SEGMENT.test(path))) return true;
  report({ code: 'LA013', message: `${place}.path "${path as string}" is not one plain segment.` });
  return false;
}

function checkBody({ body, method }: Settings, place: string, report: Report): boolean {
  if (body === undefined) return true;
  if (typeof body !== 'function') {
    report({
      code: 'LA011',
      message: `${place}.body is not a class.`,
      fix: "write a class with class-validator's decorators",
    });
    return false;
  }
  if (method !== 'GET' && method !== 'DELETE') return true;
  report({ code: 'LA011', message: `${place}.body: a ${method} has no body (RFC 9110 §9.3).`, fix: 'use POST' });
  return false;
}

function checkAnswer({ answer, status }: Settings, place: string, report: Report): boolean {
  const isAnswer =
    answer === undefined ||
    answer === 'resource' ||
    answer === 'nothing' ||
    isClass(answer) ||
    (Array.isArray(answer) && answer.length === 1 && isClass((answer as readonly unknown[])[0]));
  if (!isAnswer) {
    const allowed = ['resource', 'nothing', 'a class', '[a class]'];
    report({ code: 'LA011', message: `${place}.answer is none.`, allowed });
    return false;
  }
  if (status === undefined) return true;
  const isStatus = Number.isInteger(status) && status >= 200 && status < 300 && STATUS_CODES[status] !== undefined;
  const isEmpty = (answer as ActionAnswer | undefined) === 'nothing' || answer === undefined;
  if (isStatus && (isEmpty || (status !== 204 && status !== 205))) return true;
  report({
    code: 'LA011',
    message: `${place}.status ${String(status)} is no status of such an answer, from 200 to 299.`,
  });
  return false;
}

function isProblem(status: string): boolean {
  return Number(status) >= 400 && STATUS_CODES[status] !== undefined;
}

function isClass(given: unknown): boolean {
  return typeof given === 'function';
}

/** `sendInvoice` → `send-invoice` */
function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
}

/** `sendInvoice` → `Send invoice` */
function sentence(name: string): string {
  const words = kebab(name).replaceAll('-', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
