import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

// The decorators of the entities need tsc; types are checked by `npm run lint:types`, not here.
const bench = import.meta.dirname;
const typescript = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
execFileSync(process.execPath, [typescript, '-p', join(bench, 'tsconfig.json'), '--noCheck'], { stdio: 'inherit' });
await import('./dist/bench/main.js');
