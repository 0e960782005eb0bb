import { describe, expect, it } from 'vitest';
import { interpolate, plainValue } from '../../../lib/config/file/interpolation.js';

const VARIABLES = { HOST: 'db', PORT: '5432', EMPTY: '', NESTED: '${HOST}' };

describe('variables in a text', () => {
  it.each([
    ['no variable', 'no variable'],
    ['${HOST}', 'db'],
    ['postgres://${HOST}:${PORT}/app', 'postgres://db:5432/app'],
    ['${NONE:-local}', 'local'],
    ['${NONE:-}', ''],
    ['${EMPTY:-local}', 'local'],
    ['${HOST:-local}', 'db'],
    ['${NONE:-a:-b c/d}', 'a:-b c/d'],
    ['$${HOST}', '${HOST}'],
    ['$$${HOST}', '$${HOST}'],
    ['$HOST costs 5 $', '$HOST costs 5 $'],
    ['${NESTED}', '${HOST}'],
  ])('%s becomes %s', (text, filled) => {
    expect(interpolate(text, VARIABLES)).toMatchObject({ text: filled, missing: [], isMalformed: false });
  });

  it('are named when they are not set or empty, each of them', () => {
    expect(interpolate('${NONE}-${EMPTY}-${HOST}', VARIABLES)).toMatchObject({ missing: ['NONE', 'EMPTY'] });
  });

  it('are not looked for among what every object has', () => {
    expect(interpolate('${constructor}', VARIABLES)).toMatchObject({ missing: ['constructor'] });
  });

  it.each(['${', '${}', '${HOST', '${1ST}', '${HOST-x}', '${HOST:x}', '${ HOST }'])('%s begins none', (text) => {
    expect(interpolate(text, VARIABLES)).toMatchObject({ isMalformed: true });
  });

  it('mark a text that has some', () => {
    expect(interpolate('a', VARIABLES).hasVariables).toBe(false);
    expect(interpolate('$${a}', VARIABLES).hasVariables).toBe(false);
    expect(interpolate('${NONE:-a}', VARIABLES).hasVariables).toBe(true);
  });
});

describe('what a variable holds', () => {
  it.each([
    ['true', true],
    ['False', false],
    ['null', null],
    ['', null],
    ['12', 12],
    ['-1.5e3', -1500],
    ['yes', 'yes'],
    ['1_000', '1_000'],
    ['0x1F', '0x1F'],
    ['1.2.3', '1.2.3'],
  ])('%s is %j', (text, value) => {
    expect(plainValue(text)).toBe(value);
  });
});
