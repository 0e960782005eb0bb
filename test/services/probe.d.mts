/** Resolves with name and version of a server that answers a login, and rejects with the reason otherwise. */
export function probePostgres(url: string): Promise<string>;
export function probeMariadb(url: string): Promise<string>;
export function probeRedis(url: string): Promise<string>;
