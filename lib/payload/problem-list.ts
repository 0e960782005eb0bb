import { LightApiError, type ProblemItem } from '../common/light-api.error.js';

/** The problems of one body: the first ones as they are, the rest counted. */
export class ProblemList {
  private readonly items: ProblemItem[] = [];
  private total = 0;

  /**
   * @param limit problems that an answer may list
   * @param outer the list of the whole body that this one is a part of
   * @param pointer where in the whole body the part is
   */
  constructor(
    private readonly limit: number,
    private readonly outer?: ProblemList,
    private readonly pointer = '',
  ) {}

  get isEmpty(): boolean {
    return this.total === 0;
  }

  /** Whether a further problem is only counted, so that its wording need not be worked out. */
  get isFull(): boolean {
    return this.outer?.isFull ?? this.items.length >= this.limit;
  }

  /** A list for a part of the body, whose pointers begin there. What is added to it is added to this one. */
  within(pointer: string): ProblemList {
    return new ProblemList(this.limit, this, pointer);
  }

  add(item: ProblemItem): void {
    this.total++;
    if (this.outer !== undefined) this.outer.add({ ...item, pointer: this.pointer + (item.pointer ?? '') });
    else if (this.items.length < this.limit) this.items.push(item);
  }

  /** Counts a problem that is not worth wording because the list is full. */
  count(): void {
    this.total++;
    this.outer?.count();
  }

  /** One LA200 that carries them all and says how many it leaves out. */
  toError(status: number): LightApiError {
    const unlisted = this.total - this.items.length;
    const problems = this.total === 1 ? '1 problem' : `${this.total} problems`;
    const rest = unlisted === 0 ? '' : ` ${unlisted} of them ${unlisted === 1 ? 'is' : 'are'} not listed.`;
    return new LightApiError('LA200', `The body has ${problems}.${rest}`, { errors: this.items, status });
  }
}
