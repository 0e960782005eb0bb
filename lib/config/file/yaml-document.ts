import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  Parser,
  parseAllDocuments,
  visit,
  type Document,
  type ParsedNode,
  type YAMLError,
} from 'yaml';
import type { FileCode, FileProblem } from './file-problem.js';

/** Size of a file, in bytes. */
export const MAX_FILE_BYTES = 1_048_576;

/** Aliases in a file; each may stand for a large part of it. */
const MAX_ALIASES = 100;

/** Maps and lists inside of each other. */
const MAX_LEVELS = 200;

/** A file as YAML, or what is wrong with it. */
export interface YamlDocument {
  /** `undefined` where there are problems. */
  readonly document: Document<ParsedNode> | undefined;
  readonly problems: readonly FileProblem[];
  /** `lightapi.yaml:12:5` of an offset in the text. */
  readonly placeOf: (offset: number) => string;
}

/** What is wrong, without the words of the file, which the parser's own messages repeat. */
const MESSAGES: Readonly<Record<string, string>> = {
  BAD_DIRECTIVE: 'a directive that YAML does not know.',
  BAD_DQ_ESCAPE: 'an escape that YAML does not know.',
  BAD_INDENT: 'the indentation does not fit what is around it.',
  BAD_SCALAR_START: 'a text that has to be in quotes begins here.',
  BLOCK_AS_IMPLICIT_KEY:
    'a map or list begins in a line that has begun another: the colon is one too many, or the text has to be in quotes.',
  BLOCK_IN_FLOW: 'a block inside of brackets or braces.',
  MISSING_CHAR: 'a sign is missing: a quote, a bracket, a comma, or the blank behind a colon.',
  MULTIPLE_ANCHORS: 'a node has two anchors.',
  MULTIPLE_TAGS: 'a node has two tags.',
  MULTILINE_IMPLICIT_KEY: 'a key goes on in the next line: a colon is missing behind it.',
  NON_STRING_KEY: 'a key is not a text.',
  TAB_AS_INDENT: 'a tab in the indentation; YAML takes blanks alone.',
  TAG_RESOLVE_FAILED: 'a tag; values are what they look like.',
  UNEXPECTED_TOKEN: 'this does not belong here; inside of brackets and braces ${VARIABLE} has to be in quotes.',
};

/** Reads YAML 1.2 by its core schema: no tags of others, no merge keys, one document. */
export function parseYaml(file: string, text: string): YamlDocument {
  const lineCounter = new LineCounter();
  const problems: FileProblem[] = [];
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(Math.min(offset, text.length));
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const report = (offset: number, message: string, code: FileCode = 'LA051'): void => {
    problems.push({ code, place: placeOf(offset), message });
  };
  if (isTooDeep(text)) {
    report(0, 'the file is nested too deeply.');
    return { document: undefined, problems, placeOf };
  }
  const [document, second] = documentsOf(text, lineCounter);
  if (document === undefined) report(0, 'the file is empty.', 'LA050');
  else {
    for (const { code, pos } of problemsOf(document)) report(pos[0], MESSAGES[code] ?? 'this is not YAML.');
    if (second !== undefined) report(second.range[0], 'a second document begins here; a file is one.');
    if (problems.length === 0) checkNodes(document, report);
  }
  return { document: problems.length === 0 ? document : undefined, problems, placeOf };
}

/** Found by the part of the parser that does not call itself: the other one could end the process. */
function isTooDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) continue;
    if (parser.stack.length > MAX_LEVELS) return true;
  }
  return false;
}

function documentsOf(text: string, lineCounter: LineCounter): Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    lineCounter,
    schema: 'core',
    version: '1.2',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return Array.isArray(documents) ? documents : [];
}

/** What comes after the first mistake is mostly its consequence. */
function problemsOf({ errors, warnings }: Document.Parsed): readonly YAMLError[] {
  return errors.length === 0 ? warnings : errors.slice(0, 1);
}

/** What the parser lets pass: keys that come twice, and more aliases than a file needs. */
function checkNodes(document: Document.Parsed, report: (offset: number, message: string) => void): void {
  let aliases = 0;
  visit(document, (_key, node) => {
    if (isAlias(node) && ++aliases === MAX_ALIASES + 1) {
      report(node.range![0], `more than ${MAX_ALIASES} aliases.`);
      return visit.BREAK;
    }
    if (!isMap(node)) return undefined;
    const seen = new Set<string>();
    for (const pair of node.items) {
      const { key } = pair;
      if (!isPair(pair) || !isScalar(key)) continue;
      const name = String(key.value);
      if (seen.has(name)) report(key.range![0], 'a key that is there already, further up.');
      seen.add(name);
    }
    return undefined;
  });
}
