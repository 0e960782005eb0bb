import {
  Controller,
  Get,
  Injectable,
  Module,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { afterEach, describe, expect, it } from 'vitest';
import {
  AccountStore,
  AuthenticatedGuard,
  CurrentPrincipal,
  LightApiModule,
  owner,
  role,
  type Account,
  type Principal,
  type ResourceOptions,
} from '../../lib/index.js';
import { createTestApi, type TestApi } from '../../lib/testing/index.js';
import { areChosen, chosenPlatforms } from './harness/chosen.js';
import { HeaderGuard } from './fixtures/principals.js';

const SECRET = 'a secret of thirty-two bytes, or a little more';

@Entity()
class Memo {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40 }) text: string;
  @Column({ length: 20 }) ownerId: string;
}

const MEMOS: ResourceOptions<Memo> & { entity: typeof Memo } = {
  entity: Memo,
  access: { read: owner('ownerId'), write: role('writer') },
};

@Injectable()
class Greeting {
  say(): string {
    return 'hello';
  }
}

/** Lets pass whom another guard has let in. */
class NeedsUser implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToHttp().getRequest<{ user?: unknown }>().user !== undefined;
  }
}

@Controller()
class OwnController {
  constructor(private readonly greeting: Greeting) {}

  @Get('guarded')
  @UseGuards(NeedsUser)
  guarded(@CurrentPrincipal() { id }: Principal): string {
    return `${this.greeting.say()} ${id}`;
  }

  @Get('known')
  @UseGuards(AuthenticatedGuard)
  known(@CurrentPrincipal() { id, roles, claims }: Principal): object {
    return { id, roles, team: claims['team'] };
  }
}

@Module({ controllers: [OwnController], providers: [Greeting], exports: [Greeting] })
class OwnModule {}

class Accounts extends AccountStore {
  findByUsername(): null {
    return null;
  }
  findById(id: string): Account | null {
    return id === 'ann' ? { id, roles: ['writer'], passwordHash: null } : null;
  }
  verifyPassword(): boolean {
    return false;
  }
  hashPassword(password: string): string {
    return password;
  }
}

let api: TestApi | undefined;
afterEach(async () => {
  await api?.close();
  api = undefined;
});

const ANN = { id: 'ann', roles: ['writer'], claims: { team: 'blue' } };

/** Everybody is who they say they are, by whatever way the application knows them. */
async function expectUsers(running: TestApi): Promise<void> {
  await running.asUser(ANN).post('/memos').send({ text: 'mine' }).expect(201);
  await running.asUser({ id: 'ben' }).post('/memos').send({ text: 'no' }).expect(403);
  await running.asNobody().post('/memos').send({ text: 'no' }).expect(401);
  const count = async (id: string): Promise<unknown> =>
    ((await running.asUser({ id }).get('/memos').expect(200)).body as { count: number }).count;
  expect([await count('ann'), await count('ben')]).toEqual([1, 0]);
  const { body } = await running.asUser(ANN).get('/known').expect(200);
  expect(body).toEqual({ id: 'ann', roles: ['writer'], team: 'blue' });
  await running.get('/known').expect(401);
}

describe.each(chosenPlatforms())('createTestApi (%s)', (platform) => {
  it('starts entities with what stands beside them, as runLightApi does', async () => {
    api = await createTestApi({ entities: [MEMOS], imports: [OwnModule], platform });
    await expectUsers(api);
    await api.asUser({ id: 7 }).get('/guarded').expect(200, 'hello 7');
    await api.get('/guarded').expect(403);
    await api.get('/health/live').expect(200);
    await api
      .get('/nowhere')
      .expect(404)
      .expect('content-type', /problem\+json/);
    expect(api.provider(Greeting).say()).toBe('hello');
    expect(api.app.getHttpAdapter().getType()).toBe(platform);
  });

  it('sends a token that the application itself signs and checks', async () => {
    const jwt = { secret: SECRET, issuer: 'tests', audience: 'tests' };
    api = await createTestApi({ entities: [MEMOS], imports: [OwnModule], platform, auth: {}, jwt });
    await expectUsers(api);
    const sent = api.asUser(ANN).get('/known') as unknown as { header: { authorization: string } };
    const { authorization } = sent.header;
    expect(authorization).toMatch(/^Bearer ey/);
    await api.get('/known').set('authorization', authorization).expect(200);
    await api.get('/known').set('authorization', `${authorization}x`).expect(401);
  });
});

if (areChosen('sqlite'))
  describe('createTestApi', () => {
    it('asks the account where accounts are kept, and takes roles that are given instead', async () => {
      api = await createTestApi({
        entities: [MEMOS],
        imports: [OwnModule],
        auth: { accounts: Accounts, login: false },
        jwt: { secret: SECRET },
      });
      expect((await api.asUser({ id: 'ann' }).get('/known').expect(200)).body).toMatchObject({ roles: ['writer'] });
      await api.asUser({ id: 'unknown' }).get('/known').expect(401);
      const other = await api
        .asUser({ id: 'unknown', roles: ['reader'] })
        .get('/known')
        .expect(200);
      expect(other.body).toMatchObject({ id: 'unknown', roles: ['reader'] });
    });

    it('leaves users to credentials of the application, where it is told them', async () => {
      api = await createTestApi({
        entities: [{ ...MEMOS, guards: [HeaderGuard] }],
        credentials: (user) => ({ 'x-user': JSON.stringify(user) }),
      });
      await api.asUser(ANN).post('/memos').send({ text: 'mine' }).expect(201);
    });

    it('takes overrides, and what main.ts does', async () => {
      api = await createTestApi({
        entities: [MEMOS],
        imports: [OwnModule],
        overrides: (builder) => builder.overrideProvider(Greeting).useValue({ say: () => 'overridden' }),
        configure: (app) => app.setGlobalPrefix('v1'),
      });
      await api.asUser({ id: 1 }).get('/v1/guarded').expect(200, 'overridden 1');
    });

    it('tests an application as it stands, on a database in memory', async () => {
      @Module({ imports: [LightApiModule.forRoot({ entities: [MEMOS] }), OwnModule] })
      class AppModule {}

      api = await createTestApi({ module: AppModule, database: 'memory' });
      expect(api.dataSource.options.database).toBe(':memory:');
      await expectUsers(api);
      // Without runLightApi there is a 404 of Nest's own.
      await api
        .get('/nowhere')
        .expect(404)
        .expect('content-type', /application\/json/);
    });

    it('tests one with a database of its own, and never another one than was asked for', async () => {
      @Module({
        imports: [
          TypeOrmModule.forRoot({
            type: 'better-sqlite3',
            driver: libsql,
            database: '',
            autoLoadEntities: true,
            synchronize: true,
          }),
          LightApiModule.forRoot({ database: false, entities: [MEMOS] }),
          OwnModule,
        ],
      })
      class AppModule {}

      await expect(createTestApi({ module: AppModule, database: 'memory' })).rejects.toThrow(
        'opens its database by TypeOrmModule.forRoot, whose options cannot be replaced',
      );
      api = await createTestApi({ module: AppModule });
      await expectUsers(api);
    });

    it('throws the mistakes that an application cannot start with', async () => {
      await expect(createTestApi({ entities: [{ entity: Memo, ordering: ['txt' as 'text'] }] })).rejects.toThrow(
        'Did you mean "text"?',
      );
      await expect(createTestApi({ module: OwnModule, entities: [Memo] } as never)).rejects.toThrow(
        'either `module` or `entities`',
      );
    });

    it('is closed by `await using`', async () => {
      const closed = await createTestApi({ entities: [MEMOS] });
      await closed[Symbol.asyncDispose]();
      expect(closed.dataSource.isInitialized).toBe(false);
    });
  });
