import { join } from 'node:path';

/** The folder of this file's source: it runs in `dist/bench`. */
export const BENCH = join(import.meta.dirname, '..', '..');

/** The built server of a peer. */
export function peerServer(name: string): string {
  return join(BENCH, 'peers', name, 'dist', 'peers', name, 'server.js');
}
