import type { ValidationOptions } from 'class-validator';

/**
 * The group of decorators that are derived from columns. A host's ValidationPipe, which names no groups, runs them with
 * all others; the payload parser, which has checked the columns itself, leaves them out with `strictGroups`.
 */
export const COLUMN_RULES: ValidationOptions = Object.freeze({ groups: ['lightapi:column'] });
