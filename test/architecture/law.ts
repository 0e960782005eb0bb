/** What one room may do. */
export interface RoomLaw {
  /** Rooms it may import; `every` for all of them. */
  readonly imports: ReadonlySet<string> | 'every';
  readonly packages: ReadonlySet<string>;
}

/** The law of the house, as its README states it. */
export interface Law {
  readonly rooms: ReadonlyMap<string, RoomLaw>;
  /** Packages that some room owns: closed to those that do not name them. */
  readonly ownedPackages: ReadonlySet<string>;
  /** Rooms that are an entry point of their own. */
  readonly entryPoints: ReadonlySet<string>;
}

/** The room that stands for files directly under the root. */
export const ROOT_FILES = 'root files';

/**
 * Reads the table and the list of entry points out of the README.
 *
 * @throws Error when the table is missing, or names a room that has no row
 */
export function parseLaw(readme: string): Law {
  const rooms = new Map<string, RoomLaw>();
  for (const line of tableUnder(readme, '## The law')) {
    const [room = '', imports = '', packages = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    if (rooms.has(room)) throw new Error(`The law names ${room} twice`);
    rooms.set(room, { imports: parseImports(imports), packages: new Set(quotedIn(packages)) });
  }
  for (const [room, { imports }] of rooms) {
    const unknown = imports === 'every' ? [] : [...imports].filter((name) => !rooms.has(name));
    if (unknown.length > 0) throw new Error(`The law lets ${room} import ${unknown.join(', ')}, which has no row`);
  }
  const entryPoints = quotedIn(/Entry points of their own[^.]*\./.exec(readme)?.[0] ?? '');
  const ownedPackages = new Set([...rooms.values()].flatMap(({ packages }) => [...packages]));
  return { rooms, ownedPackages, entryPoints: new Set(entryPoints) };
}

function tableUnder(readme: string, heading: string): string[] {
  const section = readme.split(`${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  if (rows.length < 3) throw new Error(`The README has no table under "${heading}"`);
  return rows.slice(2);
}

function parseImports(cell: string): RoomLaw['imports'] {
  if (cell === 'every room') return 'every';
  const names = cell === '—' ? [] : cell.split(',').map((name) => name.trim());
  return new Set([...names, 'common'].filter((name) => name !== ''));
}

function quotedIn(text: string): string[] {
  return [...text.matchAll(/`([^`]*)`/g)].map((match) => match[1]!);
}
