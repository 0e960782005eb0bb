import type { BootProblem } from './compiler/boot.error.js';
import { checkKeys, type KeysOf } from './compiler/rules/option-keys.rule.js';
import type { DocsOptions } from './http/docs.options.js';
import type { LightApiFeatureOptions, LightApiOptions } from './light-api.options.js';

const ROOT_KEYS: KeysOf<LightApiOptions> = {
  entities: true,
  database: true,
  defaults: true,
  prefix: true,
  docs: true,
  publicUrl: true,
  secret: true,
  tenancy: true,
};

const DOCS_KEYS: KeysOf<DocsOptions> = { path: true, openapiPath: true, title: true, version: true, description: true };

const FEATURE_KEYS: KeysOf<LightApiFeatureOptions> = {
  prefix: true,
  tags: true,
  dataSource: true,
  access: true,
  guards: true,
  interceptors: true,
  pipes: true,
  filters: true,
  imports: true,
  providers: true,
};

/** Misspelt options of `forRoot`. */
export function checkRootKeys(options: object): BootProblem[] {
  const problems = problemsOf(options, ROOT_KEYS, '', 'forRoot');
  const { docs } = options as { readonly docs?: unknown };
  if (typeof docs === 'object' && docs !== null) problems.push(...problemsOf(docs, DOCS_KEYS, 'docs.', 'forRoot'));
  return problems;
}

/** Misspelt options of `forFeature`. */
export function checkFeatureKeys(options: object): BootProblem[] {
  return problemsOf(options, FEATURE_KEYS, '', 'forFeature');
}

function problemsOf(
  options: object,
  known: Readonly<Record<string, true>>,
  prefix: string,
  place: string,
): BootProblem[] {
  const problems: BootProblem[] = [];
  checkKeys(options, known, prefix, (problem) => void problems.push({ ...problem, place }));
  return problems;
}
