import { pathToFileURL } from 'node:url';
import { peerServer } from './peer-server.js';
import type { ServerMessage, ServerQuestion } from './server.process.js';
import type { StartVariant, VariantSettings } from './variants/variant.js';

/** Loads only the variant that is asked for, so that none pays for another's modules. */
async function load(variant: string): Promise<StartVariant> {
  const [name, manner] = variant.split(':');
  const platform = manner === 'express' ? 'express' : 'fastify';
  switch (name) {
    case 'ours':
      return (await import('./variants/ours.variant.js')).startOurs(platform);
    case 'ours-cached':
      return (await import('./variants/ours.variant.js')).startOurs(platform, { ttlMs: 3_600_000 });
    case 'ours-ruled':
      return (await import('./variants/ours-ruled.variant.js')).startOursRuled(platform);
    case 'hand-written':
      return (await import('./variants/hand-written.variant.js')).startHandWritten(platform);
    case 'hand-written-cached':
      return (await import('./variants/hand-written.variant.js')).startHandWritten(platform, true);
    case 'static':
      return (await import('./variants/static.variant.js')).startStatic(platform);
    case 'floor-sqlite':
      return (await import('./variants/floor-sqlite.variant.js')).startSqliteFloor;
    case 'peer': {
      const peer = (await import(pathToFileURL(peerServer(manner!)).href)) as { start: StartVariant };
      return peer.start;
    }
    default:
      return (await import('./variants/floor.variant.js')).startFloor(manner === 'kept');
  }
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}

process.on('message', (question: ServerQuestion) => {
  if (question === 'stop') process.exit(0);
  if (question === 'cpu') {
    const { user, system } = process.cpuUsage();
    tell({ kind: 'cpu', cpuUs: user + system });
    return;
  }
  const rssMb = process.memoryUsage.rss() / 2 ** 20;
  globalThis.gc?.();
  globalThis.gc?.();
  tell({ kind: 'memory', memory: { rssMb, heapMb: process.memoryUsage().heapUsed / 2 ** 20 } });
});
process.on('disconnect', () => process.exit(0));

const start = await load(process.argv[2]!);
tell({ kind: 'ready', port: await start(JSON.parse(process.argv[3]!) as VariantSettings) });
