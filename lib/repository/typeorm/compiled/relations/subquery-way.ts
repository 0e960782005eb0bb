/**
 * How a question about related rows is put to an engine:
 *
 * | way | |
 * |---|---|
 * | `joined` | as IN and NOT EXISTS, which the engine plans as joins |
 * | `listed` | as a list that is made once, for engines that would look again for every row |
 * | `copied` | as a list that is a table of its own, for engines that cannot read what they are about to write |
 */
export type SubqueryWay = 'joined' | 'listed' | 'copied';
