import { describe, expect, it } from 'vitest';
import { readEnvironment } from '../../../lib/config/environment.js';

describe('readEnvironment', () => {
  it('has a default for everything', () => {
    expect(readEnvironment({})).toEqual({
      environment: {
        databaseUrl: undefined,
        host: '127.0.0.1',
        port: 3000,
        secret: undefined,
        jwtSecret: undefined,
        isProduction: false,
      },
      problems: [],
    });
  });

  it('reads what is set, and takes an empty variable for one that is not', () => {
    const { environment } = readEnvironment({
      LIGHTAPI_DATABASE_URL: 'postgres://me@localhost/books',
      LIGHTAPI_HOST: '0.0.0.0',
      LIGHTAPI_PORT: '',
      LIGHTAPI_SECRET: 'x'.repeat(32),
      LIGHTAPI_JWT_SECRET: 'y'.repeat(32),
      NODE_ENV: 'production',
    });
    expect(environment).toEqual({
      databaseUrl: 'postgres://me@localhost/books',
      host: '0.0.0.0',
      port: 3000,
      secret: 'x'.repeat(32),
      jwtSecret: 'y'.repeat(32),
      isProduction: true,
    });
  });

  it('tells of every bad variable without repeating its value', () => {
    const { problems } = readEnvironment({
      LIGHTAPI_DATABASE_URL: 'oracle://me:secret@host',
      LIGHTAPI_PORT: '70000',
      LIGHTAPI_SECRET: 'x'.repeat(31),
    });
    expect(problems.map(({ variable }) => variable)).toEqual([
      'LIGHTAPI_DATABASE_URL',
      'LIGHTAPI_PORT',
      'LIGHTAPI_SECRET',
    ]);
    expect(JSON.stringify(problems)).not.toContain('me:secret');
    expect(JSON.stringify(problems)).not.toContain('xxx');
  });
});
