import type { Exchange, OpenApiContract } from '../harness/open-api-contract.js';
import { groundsOf } from './grounds.js';
import { CANARY, SECRET } from './hostile-values.js';
import type { FuzzRequest } from './request-maker.js';

/** The members of a problem document that are read here. */
interface Problem {
  readonly status?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly code?: unknown;
  readonly hint?: unknown;
  readonly errors?: readonly { readonly code?: unknown; readonly detail?: unknown; readonly allowed?: unknown }[];
}

const PROBLEM_TYPE = /^application\/problem\+json\b/;
/** What only a database, a driver or a program says. */
const INTERNALS =
  /\b(?:select .+ from|insert into|update \w+ set|delete from|where ["'`\w.]+ ?(?:[=<>]|in\b|is\b|like\b)|sqlite|postgres|pg_|mysql|mariadb|libsql|typeorm|queryfailed|er_[a-z]+|errno|syntax error|duplicate|constraint ["']|node_modules|\.ts:|\.js:|at \w+ \(|undefined|\[object|nan)\b/i;
/** What is wrong with the answer to a request, whatever the request was; empty when nothing is. */
export function faultsOf(request: FuzzRequest, answer: Exchange, contract: OpenApiContract): string[] {
  const faults = request.isForeign ? [] : contract.problemsOf(answer);
  const { status, text } = answer;
  if (status >= 500) faults.push('the server failed');
  if (status < 200 || (status >= 300 && status < 400)) faults.push('neither a success nor a refusal');
  if (text.includes(SECRET)) faults.push('a write-only value came out');
  if (request.method === 'HEAD' || status === 204)
    return text === '' ? faults : [...faults, 'a body where none may be'];
  // Whether the new row's creator may be without it stands in the contract.
  if (status === 201 && text === '') return faults;
  const body = parsed(text);
  if (body === undefined) return [...faults, 'the body is not JSON'];
  if (status >= 400 && !request.isForeign) faults.push(...problemFaults(answer, body as Problem));
  return [...faults, ...wishFaults(request, status, body as Problem)];
}

function problemFaults({ status, headers, text }: Exchange, problem: Problem): string[] {
  const faults: string[] = [];
  if (!PROBLEM_TYPE.test(String(headers['content-type']))) faults.push('not application/problem+json');
  if (problem.status !== status) faults.push('the problem has another status');
  if (typeof problem.title !== 'string' || typeof problem.code !== 'string') faults.push('no title or no code');
  // Names that were received are repeated in `parameter` and `pointer`, values nowhere.
  if (text.includes(CANARY)) faults.push('the answer repeats a value');
  if (INTERNALS.test(wordsOf(problem))) faults.push('the answer tells of what is inside');
  return faults;
}

function wordsOf({ title, detail, hint, errors = [] }: Problem): string {
  return [title, detail, hint, ...errors.map((error) => error.detail)].join(' ');
}

function wishFaults(request: FuzzRequest, status: number, { code, errors = [] }: Problem): string[] {
  const { wish, door } = request;
  if (request.asker.isBroken && request.isSound && !request.isForeign && door !== 'other' && status !== 401) {
    return [`answered ${status} to credentials that are none`];
  }
  if (wish === 'any') return [];
  if (wish === 'refusal') return status >= 400 ? [] : ['accepted, though it is wrong'];
  if (status < 400) return [];
  const codes = errors.length > 0 ? errors.map((error) => String(error.code)) : [String(code)];
  const grounds = groundsOf(request);
  const foreign = codes.filter((each) => !grounds.has(each));
  const faults =
    foreign.length === 0 ? [] : [`right by its schema, but refused with ${[...new Set(foreign)].join(', ')}`];
  if (door === 'bulk' && status === 409 && code !== 'LA305') faults.push('a conflict of a bulk without LA305');
  return faults;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
