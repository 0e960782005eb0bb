/** The JSON pointer (RFC 6901) of a member: `~` and `/` in its name are escaped (§3). */
export function memberPointer(parent: string, name: string | number): string {
  if (typeof name === 'number') return `${parent}/${name}`;
  const escaped = name.includes('~') || name.includes('/') ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name;
  return `${parent}/${escaped}`;
}
