/** Takes back what was done in a data source since. */
export type TakeBack = () => Promise<void>;
