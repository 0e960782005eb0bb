/** Runs a script in Redis, as a whole. */
export type RunScript = (script: string, options: { keys: string[]; arguments: string[] }) => Promise<unknown>;

/** What `@nestjs/throttler` calls a `ThrottlerStorageRecord`; times are in seconds. */
interface Count {
  readonly totalHits: number;
  readonly timeToExpire: number;
  readonly isBlocked: boolean;
  readonly timeToBlockExpire: number;
}

/**
 * The same as `ThrottlerStorageService` does in memory: each request counts for its own time, one too many blocks the key
 * for a while, and those that are turned away meanwhile do not count. By the clock of the server, which all nodes share.
 */
const COUNT = `
local requests, window = KEYS[1], KEYS[2]
local ttl, limit, block = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = redis.call('HMGET', window, 'endsAt', 'blockedUntil')
local endsAt, blockedUntil = tonumber(known[1] or 0), tonumber(known[2] or 0)
redis.call('ZREMRANGEBYSCORE', requests, '-inf', now)
local hits = redis.call('ZCARD', requests)
if endsAt <= now then endsAt = now + ttl end
local isBlocked, blockedFor = false, 0
local function count()
  redis.call('ZADD', requests, now + ttl, redis.call('HINCRBY', window, 'counted', 1))
  hits = hits + 1
end
if block <= 0 then
  if hits < limit then count()
  else
    local first = redis.call('ZRANGE', requests, 0, 0, 'WITHSCORES')
    isBlocked, hits, blockedFor = true, hits + 1, (first[2] or endsAt) - now
  end
else
  if blockedUntil ~= 0 and blockedUntil <= now then
    blockedUntil, hits = 0, 0
    redis.call('DEL', requests)
  end
  if blockedUntil == 0 then
    count()
    if hits > limit then blockedUntil = now + block end
  end
  isBlocked, blockedFor = blockedUntil ~= 0, math.max(0, blockedUntil - now)
end
redis.call('HSET', window, 'endsAt', endsAt, 'blockedUntil', blockedUntil)
local life = math.max(ttl, endsAt - now, blockedUntil - now)
redis.call('PEXPIRE', requests, life)
redis.call('PEXPIRE', window, life)
return { hits, math.ceil((endsAt - now) / 1000), isBlocked and 1 or 0, math.ceil(blockedFor / 1000) }
`;

/** Counts requests in Redis, for all nodes together: what `@nestjs/throttler` calls a `ThrottlerStorage`. */
export class RedisCounter {
  constructor(
    private readonly run: RunScript,
    private readonly namespace: string,
  ) {}

  async increment(key: string, ttl: number, limit: number, blockDuration: number): Promise<Count> {
    // What is in braces has to be on one node of a Redis cluster.
    const own = `${this.namespace}:count:{${key}}`;
    const [totalHits, timeToExpire, isBlocked, timeToBlockExpire] = (await this.run(COUNT, {
      keys: [`${own}:requests`, `${own}:window`],
      arguments: [String(ttl), String(limit), String(blockDuration)],
    })) as [number, number, number, number];
    return { totalHits, timeToExpire, isBlocked: isBlocked === 1, timeToBlockExpire };
  }
}
