import { IsInt, IsNumber, IsOptional } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { compileClassBody } from '../../../lib/payload/class-body.parser.js';
import { problemsOf, resource } from './fixture.js';

class Lending {
  @IsInt()
  days: number;

  @IsOptional()
  @IsNumber({ maxDecimalPlaces: 2 })
  fee: number;
}

describe("the body class of an application's action", () => {
  const parse = compileClassBody(Lending, resource([]));

  it('gives an instance of itself', async () => {
    expect(await parse({ days: 3, fee: 1.25 })).toEqual(Object.assign(new Lending(), { days: 3, fee: 1.25 }));
  });

  it('refuses values over which class-validator stumbles', async () => {
    expect(await problemsOf(() => parse({ days: 3, fee: 1e-7 }))).toEqual(['/fee LA202']);
  });
});
