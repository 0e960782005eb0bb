import { ask } from './load-client.js';
import { type BenchOperation, type BenchRequest, KEPT } from './operations.js';

/** The same questions, asked by clients that have the answers already. */
export async function knownAnswers(operation: BenchOperation, port: number, variant: number): Promise<BenchOperation> {
  const requests: BenchRequest[] = [];
  for (let number = 0; number < KEPT; number++) {
    const request = operation.request(number, variant);
    const { head } = await ask(port, request);
    const [, tag] = /\r\netag: ((?:W\/)?"[^"]+")/i.exec(head) ?? [];
    if (tag === undefined) throw new Error(`an answer without ETag: ${head}`);
    requests.push({ ...request, headers: { 'If-None-Match': tag } });
  }
  return { ...operation, status: 304, request: (number) => requests[number % KEPT]! };
}
