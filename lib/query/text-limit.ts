/** Characters in one value of a query; longer text is refused before anything looks into it. */
export const MAX_VALUE_CHARACTERS = 1024;
