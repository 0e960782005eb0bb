/** Whether an `Accept-Encoding` field takes gzip (RFC 9110 §12.5.3). Without the field a client gets what it can read for sure. */
export function acceptsGzip(field: string): boolean {
  const weights = new Map(field.split(',').map(codingOf));
  const weight = weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0;
  return weight > 0;
}

function codingOf(item: string): [name: string, weight: number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return [name, Number(weight)];
}
