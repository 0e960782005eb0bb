import { Logger } from '@nestjs/common';

/** How a part is: `degraded` is worse than usual, and answers come all the same. */
export type PartStatus = 'up' | 'degraded' | 'down';

/** Something that has to be there, or had better be. */
export interface Part {
  readonly name: string;
  /** Never rejects, and answers in bounded time. */
  readonly status: () => PartStatus | Promise<PartStatus>;
}

/** What one part says, as `@nestjs/terminus` takes it: no texts of drivers, no addresses. */
export type PartReport = Readonly<Record<string, { readonly status: PartStatus }>>;

/** Whether the application can answer requests, and what its parts say about it. */
export class Readiness {
  private readonly logger = new Logger('LightApi');
  private readonly known = new Map<string, PartStatus>();
  private stopping = false;

  private parts: readonly Part[] | undefined;

  /** @param listParts is called when the first probe comes, once everything is there. */
  constructor(private readonly listParts: () => readonly Part[]) {}

  /** From the beginning of a shutdown on nothing is asked any more. */
  get isStopping(): boolean {
    return this.stopping;
  }

  stop(): void {
    this.stopping = true;
  }

  /** One function for each part. */
  indicators(): (() => Promise<PartReport>)[] {
    this.parts ??= this.listParts();
    return this.parts.map((part) => async () => ({ [part.name]: { status: await this.ask(part) } }));
  }

  /** Says in the log what has become of a part, once, however often it is asked for. */
  private async ask({ name, status }: Part): Promise<PartStatus> {
    const now = await status();
    const before = this.known.get(name) ?? 'up';
    this.known.set(name, now);
    if (now === 'down' && before !== 'down') this.logger.warn(`Not ready: the ${name} does not answer.`);
    if (now !== 'down' && before === 'down') this.logger.log(`Ready again: the ${name} answers.`);
    return now;
  }
}
