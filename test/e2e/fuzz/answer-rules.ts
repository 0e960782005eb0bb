import type { Exchange, OpenApiContract } from '../harness/open-api-contract.js';
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
  /\b(?:select|insert into|update \w+ set|delete from|where|sqlite|postgres|pg_|mysql|mariadb|libsql|typeorm|queryfailed|er_[a-z]+|errno|syntax error|duplicate|constraint ["']|node_modules|\.ts:|\.js:|at \w+ \(|undefined|\[object|nan)\b/i;
/** Codes with which a request that is right by its schema may be refused: what a schema cannot say. */
const FINER_THAN_SCHEMA = new Set(['LA103', 'LA203', 'LA210', 'LA401', 'LA402', 'LA403', 'LA400', 'LA105']);

/** What is wrong with the answer to a request, whatever the request was; empty when nothing is. */
export function faultsOf(request: FuzzRequest, answer: Exchange, contract: OpenApiContract): string[] {
  const faults = request.isForeign ? [] : contract.problemsOf(answer);
  const { status, text } = answer;
  if (status >= 500) faults.push('the server failed');
  if (status < 200 || (status >= 300 && status < 400)) faults.push('neither a success nor a refusal');
  if (text.includes(SECRET)) faults.push('a write-only value came out');
  if (request.method === 'HEAD' || status === 204)
    return text === '' ? faults : [...faults, 'a body where none may be'];
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

function wishFaults({ wish }: FuzzRequest, status: number, { code, errors = [] }: Problem): string[] {
  if (wish === 'any') return [];
  if (wish === 'refusal') return status >= 400 ? [] : ['accepted, though it is wrong'];
  if (status < 400) return [];
  const codes = errors.length > 0 ? errors.map((error) => String(error.code)) : [String(code)];
  const foreign = codes.filter((each) => !FINER_THAN_SCHEMA.has(each));
  return foreign.length === 0 ? [] : [`right by its schema, but refused with ${[...new Set(foreign)].join(', ')}`];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
