import { describe, expect, it } from 'vitest';
import { defaultOperators, OPERATOR_TABLE, supportedOperators } from '../../../lib/query/operator-table.js';
import { OPERATORS } from '../../../lib/resource/operator.js';

describe('the operator table', () => {
  it('describes every operator', () => {
    expect(Object.keys(OPERATOR_TABLE).sort()).toEqual([...OPERATORS].sort());
  });

  it('gives ordered types comparisons and others only equality', () => {
    expect(defaultOperators({ type: 'int', isArray: false, nullable: false })).toEqual([
      'eq',
      'ne',
      'in',
      'nin',
      'lt',
      'lte',
      'gt',
      'gte',
      'between',
    ]);
    expect(defaultOperators({ type: 'uuid', isArray: false, nullable: false })).toEqual(['eq', 'ne', 'in', 'nin']);
  });

  it('gives text operators to strings alone', () => {
    expect(defaultOperators({ type: 'string', isArray: false, nullable: false })).toContain('icontains');
    expect(defaultOperators({ type: 'enum', isArray: false, nullable: false })).not.toContain('icontains');
  });

  it('offers isnull only where null can be', () => {
    expect(defaultOperators({ type: 'json', isArray: false, nullable: true })).toEqual(['isnull']);
    expect(defaultOperators({ type: 'json', isArray: false, nullable: false })).toEqual([]);
  });

  it('keeps patterns and array operators to those who opt in', () => {
    const text = { type: 'string', isArray: false, nullable: false } as const;
    expect(supportedOperators(text).filter((operator) => !defaultOperators(text).includes(operator))).toEqual([
      'like',
      'ilike',
    ]);
    expect(supportedOperators({ ...text, isArray: true })).toEqual(['has', 'overlaps']);
  });
});
