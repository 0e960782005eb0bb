import type { INestApplication } from '@nestjs/common';
import { ApplicationConfig } from '@nestjs/core';
import { mountPoints } from '../../http/route-table.js';
import { ApiClient } from './api-client.js';
import { collectCanaries, type Canary } from './canaries.js';
import { Inquiry, LeakLog } from './inquiry.js';
import type { LeakOptions, LeakPrincipal } from './leak.options.js';
import type { LeakReport } from './leak.js';
import { ProbePlace, type Probe } from './probe.js';
import { readProbes, refusedWriteProbes } from './probes/all.probes.js';
import { SeenWorld } from './seen-world.js';
import { StoredWorld, type StoredResource } from './stored-world.js';
import { WriteWatch } from './write-watch.js';

/** One principal, with what it may see and what would give away that it saw more. */
interface Asker {
  readonly principal: LeakPrincipal;
  readonly seen: SeenWorld;
  readonly canaries: readonly Canary[];
}

/** A probe with whom and what it is about. */
interface Question {
  readonly probe: Probe;
  readonly asker: Asker;
  readonly stored: StoredResource;
}

/**
 * Asks an application everything that it can be asked, as each of the principals, and reports every answer that tells more
 * than the rules allow. What is allowed is found out beside the request path: all rows are loaded from the data source,
 * the rules are held against them in memory, and `expectations` have the last word.
 *
 * Writes are sent only where they have to be refused, and the tables are looked at after each. Where one is not refused
 * it has happened: use a database that may be spoilt.
 *
 * @throws TypeError for fewer than two principals, or a resource that does not exist
 * @throws Error when an answer is 429, or 401 for a principal with an `id`: nothing could be found out like this
 */
export async function findLeaks(app: INestApplication, options: LeakOptions): Promise<LeakReport> {
  const { principals, expectations = {}, onProgress } = options;
  if (principals.length < 2)
    throw new TypeError('findLeaks needs at least two principals: each is told from the others.');
  const log = new LeakLog();
  const client = await ApiClient.connect(app);
  try {
    const world = await StoredWorld.load(app);
    const askers = principals.map((principal) => askerOf(world, new SeenWorld(world, principal, expectations), log));
    const watch = new WriteWatch(world);
    const questions = questionsFor(app, world, askers, watch, options, log);
    const chosen = chooseEvenly(questions, options.maxRequests, log);
    await watch.start();
    for (const [done, { probe, asker, stored }] of chosen.entries()) {
      const { principal, canaries } = asker;
      const { name } = stored.resource;
      onProgress?.({ done, total: chosen.length, principal: principal.name, resource: name, leaks: log.leaks.length });
      await probe.run(new Inquiry(client, principal, name, canaries, log));
    }
    const { principal } = askers[0]!;
    const last = new Inquiry(client, principal, 'the database', [], log);
    await watch.lookEverywhere(last, { method: 'all of', path: 'the writes' });
    return { leaks: log.leaks, requests: log.requests, gaps: [...log.gaps] };
  } finally {
    await client.close();
  }
}

function askerOf(world: StoredWorld, seen: SeenWorld, log: LeakLog): Asker {
  const { list, unnoticed } = collectCanaries(world, seen);
  for (const place of unnoticed) {
    log.gaps.add(`${place} as ${seen.asked.name}: its values are too short, or the same as others that may be seen`);
  }
  return { principal: seen.asked, seen, canaries: list };
}

/** All that is read first, since a write that is not refused changes what the answers are held against. */
function questionsFor(
  app: INestApplication,
  world: StoredWorld,
  askers: readonly Asker[],
  watch: WriteWatch,
  { resources, writes = true, basePath = basePathOf(app), actionBodies = {} }: LeakOptions,
  log: LeakLog,
): readonly Question[] {
  const unknown = resources?.find((name) => !world.resources.some(({ resource }) => resource.name === name));
  if (unknown !== undefined) throw new TypeError(`There is no resource called "${unknown}".`);
  const asked = world.resources.filter(({ resource }) => resources?.includes(resource.name) ?? true);
  for (const { resource, rows } of asked) {
    const isTold = rows.some((row) => askers.some(({ seen }) => !seen.mayRead(row)));
    if (!isTold) log.gaps.add(`${resource.name}: there is no row that one of the principals may not read`);
  }
  const each = (probesOf: (place: ProbePlace) => readonly Probe[]): readonly Question[] =>
    asked.flatMap((stored) =>
      askers.flatMap((asker) =>
        probesOf(new ProbePlace(stored, world, asker.seen, basePath, actionBodies)).map((probe) => ({
          probe,
          asker,
          stored,
        })),
      ),
    );
  return [...each(readProbes), ...(writes ? each((place) => refusedWriteProbes(place, watch)) : [])];
}

/** As many questions as there may be requests, from all parts of the list alike. */
function chooseEvenly(
  questions: readonly Question[],
  maxRequests: number | undefined,
  log: LeakLog,
): readonly Question[] {
  const total = questions.reduce((sum, { probe }) => sum + probe.cost, 0);
  if (maxRequests === undefined || total <= maxRequests) return questions;
  const share = maxRequests / total;
  const chosen = questions.filter((_question, index) => Math.floor((index + 1) * share) > Math.floor(index * share));
  log.gaps.add(
    `${questions.length - chosen.length} of ${questions.length} questions were left out: maxRequests is ${maxRequests}`,
  );
  return chosen;
}

function basePathOf(app: INestApplication): string {
  return (mountPoints(app.get(ApplicationConfig))[0] ?? '').replaceAll(/^\/+|\/+$/g, '');
}
