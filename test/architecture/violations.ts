import { posix } from 'node:path';
import { ROOT_FILES, type Law } from './law.js';
import type { SourceFile } from './source-tree.js';

const MAX_LINES = 300;
/** A front door, the library's or that of an entry point: the one file that may pass on what others export. */
const FRONT_DOOR = 'index.ts';

/** Every breach of the law in the tree, a line each; `packages` are those that the published package depends on. */
export function violationsIn(files: readonly SourceFile[], law: Law, packages: ReadonlySet<string>): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [
    ...files.flatMap((file) => shapeViolations(file, law)),
    ...files.flatMap((file) =>
      file.imports.flatMap((specifier) =>
        specifier.startsWith('.')
          ? insideViolations(file, specifier, law, paths)
          : outsideViolations(file, specifier, law, packages),
      ),
    ),
    ...cyclesIn(files).map((cycle) => `cycle: ${cycle.join(' → ')}`),
  ];
}

function shapeViolations({ path, lines, isBarrel, hasStarExport }: SourceFile, law: Law): string[] {
  const found: string[] = [];
  const room = roomOf(path);
  if (!law.rooms.has(room) && !law.entryPoints.has(room)) found.push(`${path}: the law knows no room "${room}"`);
  if (lines > MAX_LINES) found.push(`${path}: ${lines} lines, at most ${MAX_LINES} are allowed`);
  const isFrontDoor = path === FRONT_DOOR || (law.entryPoints.has(room) && path === `${room}/${FRONT_DOOR}`);
  if (isBarrel && !isFrontDoor) found.push(`${path}: is a barrel`);
  if (hasStarExport) found.push(`${path}: exports *, name what it exports`);
  return found;
}

function insideViolations({ path }: SourceFile, specifier: string, law: Law, paths: ReadonlySet<string>): string[] {
  const target = targetOf(path, specifier);
  if (!paths.has(target)) return [`${path}: imports ${specifier}, which is not a file of the tree`];
  if (posix.basename(target) === 'index.ts') return [`${path}: imports the barrel ${target}`];
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === to) return [];
  if (law.entryPoints.has(to)) return [`${path}: imports ${target}, an entry point of its own`];
  // An entry point stands outside the house and comes in like a user does, or uses any room.
  if (law.entryPoints.has(from)) return [];
  const allowed = law.rooms.get(from)?.imports ?? new Set<string>();
  if (allowed === 'every' || allowed.has(to)) return [];
  return [`${path}: ${from} may not import ${to} (${target})`];
}

function outsideViolations(file: SourceFile, specifier: string, law: Law, packages: ReadonlySet<string>): string[] {
  if (specifier.startsWith('node:')) return [];
  const name = packageOf(specifier);
  const room = roomOf(file.path);
  if (!packages.has(name)) return [`${file.path}: imports ${specifier}, which the package does not depend on`];
  if (!law.ownedPackages.has(name) || law.entryPoints.has(room) || law.rooms.get(room)?.packages.has(name)) return [];
  return [`${file.path}: ${name} is not for ${room}`];
}

function roomOf(path: string): string {
  return path.includes('/') ? path.split('/')[0]! : ROOT_FILES;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function targetOf(path: string, specifier: string): string {
  return posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts');
}

/** One cycle for every file from which a walk along the imports comes back to it; each cycle once. */
function cyclesIn(files: readonly SourceFile[]): string[][] {
  const graph = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.filter((specifier) => specifier.startsWith('.')).map((specifier) => targetOf(path, specifier)),
    ]),
  );
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    trail.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return cycles;
}
