export const GENRES = ['novel', 'poetry', 'drama', 'essay', 'crime', 'travel'] as const;
