/** Rows that a database is filled with. */
export const AUTHORS = 1_000;
export const BOOKS = 100_000;
/** Of each book. */
export const REVIEWS = 5;
