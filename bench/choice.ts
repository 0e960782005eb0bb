import { peerOf, type Variant } from './contestant.js';

/**
 * The variants of a run: always the floor and its twin, and of the others what is asked for.
 *
 * @param names variants with commas in between, such as `ours:fastify`; `undefined`: all but the peers
 * @param peers names of peers, or `none`; `undefined`: all, or none where `names` are given
 * @throws Error that tells what there is, where a name is unknown
 */
export function chosenVariants(
  variants: readonly Variant[],
  names: string | undefined,
  peers: string | undefined,
): readonly Variant[] {
  const all = variants.filter((variant) => !isFloor(variant));
  const own = all.filter((variant) => peerOf(variant) === undefined);
  const foreign = all.filter((variant) => peerOf(variant) !== undefined);
  const chosen = [
    ...picked(own, names, ({ variant }) => variant),
    ...picked(foreign, peers ?? (names === undefined ? undefined : 'none'), (variant) => peerOf(variant)!),
  ];
  return variants.filter((variant) => isFloor(variant) || chosen.includes(variant));
}

function isFloor({ label }: Variant): boolean {
  return label.startsWith('floor');
}

function picked(
  variants: readonly Variant[],
  names: string | undefined,
  nameOf: (variant: Variant) => string,
): readonly Variant[] {
  if (names === undefined) return variants;
  const wanted = names === 'none' ? [] : names.split(',');
  const known = variants.map(nameOf);
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: there are ${known.join(', ')}, none`);
  return variants.filter((variant) => wanted.includes(nameOf(variant)));
}
