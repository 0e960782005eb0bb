/**
 * What can be wrong when an application starts, one code per rule. A code is never reused for something else; the
 * sentence is what the rule protects, the problem itself says what was found and how to mend it.
 */
export const BOOT_CODES = {
  LA001: 'A resource is made from a TypeORM entity',
  LA002: 'An entity has a primary key',
  LA003: 'Every exposed column has a type that JSON can carry',
  LA010: 'Options are spelt as documented',
  LA011: 'Option values are of the documented type and range',
  LA012: 'Operations are known',
  LA013: 'A path is made of plain segments',
  LA014: 'Two resources never share a path',
  LA015: 'Two resources never share a name',
  LA020: 'An option names fields that exist',
  LA021: 'A filter operator fits the type of its field',
  LA022: 'Search looks into text fields',
  LA023: 'Lists are sorted by columns that clients may see',
  LA024: 'The key is readable',
  LA025: 'Every field has a name of its own, free of the query language’s signs',
  LA026: 'A required column can be written where rows are created',
  LA035: 'An option names relations that exist, and what a relation can do',
  LA036: 'A relation leads to one resource of the application',
  LA037: 'An option has what it needs in the entity: a version, a date of deletion, a unique key, a cascade',
  LA040: 'Who may write is declared',
  LA041: 'An access rule says something, of fields and relations that exist',
  LA042: 'A rule of a field is the same for every row, and nothing else tells what the field holds',
  LA043: 'Every resource says which tenant its rows belong to',
  LA044: 'Authentication has what it needs, and secrets are long enough',
  LA045: 'Other origins get no credentials by a wildcard',
  LA046: 'What keeps answers is installed',
  LA030: 'forFeature stands beside a forRoot',
  LA031: 'The forRoot that a feature was compiled with is the one it runs with',
  LA032: 'The data source knows the entity',
  LA033: 'Environment variables are valid',
  LA034: 'The database engine is supported',
} as const;

export type BootCode = keyof typeof BOOT_CODES;
