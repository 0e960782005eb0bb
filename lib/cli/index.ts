#!/usr/bin/env node
import { runCommandLine } from './command-line.js';
import { allowEarlyEnd, ended } from './streams.js';

allowEarlyEnd();
const code = await runCommandLine(process.argv.slice(2));
// A start that failed half-way may have left something open that would keep the process alive.
await ended();
process.exit(code);
