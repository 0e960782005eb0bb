/** Chance that is the same in each run (a linear congruential generator). */
export class Dice {
  private state = 20_260_101;

  /** A whole number from 0 on, less than `sides`. */
  roll(sides: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * sides);
  }

  pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.roll(choices.length)]!;
  }
}
