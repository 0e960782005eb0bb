import { ENGINES, type Engine } from './test-databases.js';

export const PLATFORMS = ['express', 'fastify'] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The engines that a run asks for with `LIGHTAPI_TEST_ENGINES`, else all, cut down to those that the suite is for. */
export function chosenEngines(wanted: readonly Engine[] = ENGINES): readonly Engine[] {
  return chosen('LIGHTAPI_TEST_ENGINES', wanted);
}

/** The same of platforms, with `LIGHTAPI_TEST_PLATFORMS`. */
export function chosenPlatforms(wanted: readonly Platform[] = PLATFORMS): readonly Platform[] {
  return chosen('LIGHTAPI_TEST_PLATFORMS', wanted);
}

function chosen<Name extends string>(variable: string, wanted: readonly Name[]): readonly Name[] {
  const list = process.env[variable]?.split(',').map((name) => name.trim());
  return list ? wanted.filter((name) => list.includes(name)) : wanted;
}

/** Whether a run is for all of these services. */
export function areChosen(...services: readonly (Engine | 'redis')[]): boolean {
  return chosen('LIGHTAPI_TEST_ENGINES', services).length === services.length;
}
