const IRREGULAR: readonly (readonly [singular: string, plural: string])[] = [
  ['person', 'people'],
  ['child', 'children'],
  ['woman', 'women'],
  ['man', 'men'],
  ['mouse', 'mice'],
  ['series', 'series'],
  ['species', 'species'],
  ['news', 'news'],
  ['equipment', 'equipment'],
  ['information', 'information'],
];

/** The plural of an English noun in lower case; of `order-item`, that of its last part. */
export function pluralOf(noun: string): string {
  for (const [singular, plural] of IRREGULAR) {
    if (noun === singular || noun.endsWith(`-${singular}`)) return noun.slice(0, -singular.length) + plural;
  }
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  return `${noun}s`;
}

/** The plural of a name in Pascal case: `OrderItem` → `OrderItems`, `SalesPerson` → `SalesPeople`. */
export function pluralName(name: string): string {
  const start = name.search(/[A-Z]?[a-z0-9]*$/);
  const word = name.slice(start);
  const plural = pluralOf(word.toLowerCase());
  return (
    name.slice(0, start) + (word === word.toLowerCase() ? plural : plural.slice(0, 1).toUpperCase() + plural.slice(1))
  );
}

const SINGULARS: ReadonlyMap<string, string> = new Map([
  ...IRREGULAR.map(([singular, plural]) => [plural, singular] as const),
  ...Object.entries({ movies: 'movie', cookies: 'cookie', ties: 'tie', pies: 'pie', caches: 'cache', quizzes: 'quiz' }),
]);

/** Words that end in -s and are no plurals. */
const SINGULAR_IN_S = /(?:ss|us|is|lens|gas|canvas|atlas|alias|bias)$/;

/** The singular of an English noun in lower case; what is none, or cannot be told, stays as it is. */
export function singularOf(noun: string): string {
  const known = SINGULARS.get(noun);
  if (known !== undefined) return known;
  if (noun.length < 3 || !noun.endsWith('s') || SINGULAR_IN_S.test(noun)) return noun;
  if (/(?:analys|cris|thes|diagnos)es$/.test(noun)) return `${noun.slice(0, -2)}is`;
  if (/[^aeiou]ies$/.test(noun)) return `${noun.slice(0, -3)}y`;
  // Not those of -se: houses, causes.
  if (/(?:ss|[^aeo]us|ias|x|ch|sh)es$/.test(noun)) return noun.slice(0, -2);
  return noun.slice(0, -1);
}
