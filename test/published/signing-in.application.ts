/** An application whose users sign in, in TypeScript that its own compiler has to accept. */
export const SIGNING_IN = `
import 'reflect-metadata';
import { createHash } from 'node:crypto';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import libsql from 'libsql';
import {
  AccountStore, and, authenticated, CurrentPrincipal, LightApiModule, not, or, owner, Resource, role, where,
  type Account, type Principal,
} from 'nestjs-lightapi';
import { Column, DataSource, Entity, PrimaryGeneratedColumn, Repository } from 'typeorm';

@Resource<Member>({ operations: ['read'], access: authenticated(), fields: { passwordHash: 'hidden' } })
@Entity()
class Member {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80, unique: true }) email: string;
  @Column({ length: 64 }) passwordHash: string;
  @Column('simple-array') roles: string[];
}

@Resource<Note>({
  access: {
    read: and(authenticated(), or(owner('memberId'), where({ published: { eq: true } }))),
    write: and(owner('memberId'), not(role('guest'))),
  },
  fields: { published: { writable: role('editor') } },
})
@Entity()
class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 80 }) text: string;
  @Column({ default: false }) published: boolean;
  @Column({ type: 'int' }) memberId: number;
}

@Injectable()
class Members extends AccountStore {
  constructor(@InjectRepository(Member) private readonly members: Repository<Member>) {
    super();
  }

  findByUsername(email: string): Promise<Account | null> {
    return this.members.findOneBy({ email });
  }

  findById(id: string): Promise<Account | null> {
    return this.members.findOneBy({ id: Number(id) });
  }

  verifyPassword(hash: string, password: string): boolean {
    return hash === this.hashPassword(password);
  }

  hashPassword(password: string): string {
    return createHash('sha256').update(password).digest('hex');
  }
}

@Controller('mine')
class MineController {
  @UseGuards(AuthGuard('lightapi-jwt'))
  @Get()
  mine(@CurrentPrincipal() { id }: Principal): object {
    return { id };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3', driver: libsql, database: ':memory:', autoLoadEntities: true, synchronize: true,
    }),
    LightApiModule.forRoot({
      database: false,
      jwt: { secret: 'a secret of the tests, of more than 32 bytes' },
      auth: { accounts: Members, imports: [TypeOrmModule.forFeature([Member])] },
      throttle: { limit: 1_000 },
    }),
    LightApiModule.forFeature([Member, Note]),
  ],
  controllers: [MineController],
})
class AppModule {}

void (async () => {
  const app = await NestFactory.create(AppModule);
  app.enableShutdownHooks();
  await app.init();
  const passwordHash = await app.get(AccountStore).hashPassword('correct horse');
  const emails = ['ann@example.com', 'ben@example.com'];
  await app.get(DataSource).manager.insert(Member, emails.map((email) => ({ email, roles: [], passwordHash })));
  await app.listen(Number(process.env['LIGHTAPI_PORT']), '127.0.0.1');
})();
`;

/** A test of such an application, to be compiled and not to be run. */
export const LEAK_TEST = `
import type { INestApplication } from '@nestjs/common';
import { expectNoLeaks, type LeakPrincipal } from 'nestjs-lightapi/testing';

export async function lookForLeaks(app: INestApplication, principals: readonly LeakPrincipal[]): Promise<number> {
  const { requests } = await expectNoLeaks(app, { principals });
  return requests;
}
`;
