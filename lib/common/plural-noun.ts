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
