import type { ServerMessage, ServerQuestion } from './server.process.js';
import type { StartVariant, VariantSettings } from './variants/variant.js';

/** Loads only the variant that is asked for, so that none pays for another's modules. */
async function load(variant: string): Promise<StartVariant> {
  const [name, platform] = variant.split(':');
  const nestPlatform = platform === 'express' ? 'express' : 'fastify';
  if (name === 'ours') return (await import('./variants/ours.variant.js')).startOurs(nestPlatform);
  if (name === 'ours-cached') return (await import('./variants/ours.variant.js')).startOurs(nestPlatform, true);
  if (name === 'static') return (await import('./variants/static.variant.js')).startStatic(nestPlatform);
  if (name === 'ours-ruled') return (await import('./variants/ours-ruled.variant.js')).startOursRuled(nestPlatform);
  if (name === 'hand-written')
    return (await import('./variants/hand-written.variant.js')).startHandWritten(nestPlatform);
  return (await import('./variants/floor.variant.js')).startFloor;
}

function tell(message: ServerMessage): void {
  process.send?.(message);
}

process.on('message', (question: ServerQuestion) => {
  if (question === 'stop') process.exit(0);
  const { user, system } = process.cpuUsage();
  tell({ kind: 'cpu', cpuUs: user + system });
});
process.on('disconnect', () => process.exit(0));

const start = await load(process.argv[2]!);
tell({ kind: 'ready', port: await start(JSON.parse(process.argv[3]!) as VariantSettings) });
