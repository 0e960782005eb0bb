import { readFile, stat } from 'node:fs/promises';
import { FILE_DEFINITION } from './definitions/root.definition.js';
import { FileChecker, keyOf, type FilePath } from './file-checker.js';
import type { FileDefinition } from './file-definition.js';
import type { FileProblem } from './file-problem.js';
import { checkFile } from './rules/file-rules.js';
import { MAX_FILE_BYTES, parseYaml } from './yaml-document.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** A file that was read, with everything that is wrong with it. */
export interface ReadFile {
  /** What it says; to be used only without problems. */
  readonly definition: FileDefinition;
  readonly problems: readonly FileProblem[];
  /** `lightapi.yaml:12:5` of what stands at a path, or of the nearest around it. */
  readonly placeOf: (path: FilePath) => string;
}

/** Reads a file from disk and checks it; opens nothing else. */
export async function readFileDefinition(path: string, variables: Variables = process.env): Promise<ReadFile> {
  const text = await readText(path);
  return typeof text === 'string' ? parseFileDefinition(path, text, variables) : unread(path, [text]);
}

/**
 * The definition that a text is, with its variables filled in.
 *
 * @param file its name, as problems repeat it
 */
export function parseFileDefinition(file: string, text: string, variables: Variables): ReadFile {
  const { document, problems, placeOf } = parseYaml(file, text);
  if (document === undefined) return unread(file, problems);
  const checker = new FileChecker(document, placeOf, variables);
  const definition = (checker.check(document.contents, FILE_DEFINITION, [], 0) ?? {}) as FileDefinition;
  const placeAt = (path: FilePath): string => {
    for (let length = path.length; length > 0; length--) {
      const place = checker.places.get(keyOf(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    return placeOf(0);
  };
  const found = [...checker.problems];
  checkFile(definition, checker.broken, (code, path, parts) => found.push({ code, place: placeAt(path), ...parts }));
  if (found.length === 0 && isEmpty(definition)) found.push(noResources(placeOf(0)));
  if (definition.draft === true && variables['NODE_ENV'] === 'production') found.push(draft(placeAt(['draft'])));
  return { definition, problems: found.sort(byPlace), placeOf: placeAt };
}

function isEmpty({ resources = {}, reflect = false }: FileDefinition): boolean {
  return Object.keys(resources).length === 0 && reflect === false;
}

function noResources(place: string): FileProblem {
  return {
    code: 'LA055',
    place,
    message: 'the file names no resources.',
    fix: 'write resources: { Book: { fields: … } }, or reflect: true for the tables that are there',
  };
}

function draft(place: string): FileProblem {
  return {
    code: 'LA059',
    place,
    message: 'the file is a draft, and this is production.',
    fix: 'look at what it exposes, and who may read and write that; then take the line out',
  };
}

function byPlace(left: FileProblem, right: FileProblem): number {
  const [[leftLine, leftColumn], [rightLine, rightColumn]] = [positionOf(left), positionOf(right)];
  return leftLine - rightLine || leftColumn - rightColumn;
}

function positionOf({ place }: FileProblem): readonly [line: number, column: number] {
  const [line, column] = place.split(':').slice(-2).map(Number) as [number, number];
  return [line, column];
}

function unread(file: string, problems: readonly FileProblem[]): ReadFile {
  return { definition: {}, problems, placeOf: () => file };
}

async function readText(path: string): Promise<string | FileProblem> {
  const problem = (message: string): FileProblem => ({ code: 'LA050', place: path, message });
  try {
    const found = await stat(path);
    if (!found.isFile()) return problem('this is not a file.');
    if (found.size > MAX_FILE_BYTES) return problem(`the file has more than ${MAX_FILE_BYTES} bytes.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (error instanceof TypeError) return problem('the file is not UTF-8.');
    const { code } = error as NodeJS.ErrnoException;
    return problem(code === 'ENOENT' ? 'the file does not exist.' : `the file cannot be read (${code}).`);
  }
}
