import { Injectable, Module, NotAcceptableException } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  Validate,
  ValidateIf,
  ValidatorConstraint,
  registerDecorator,
  useContainer,
  type ValidationArguments,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { created } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

/** A service of the application that a constraint injects. */
@Injectable()
class ReservedNames {
  has(name: string): Promise<boolean> {
    return Promise.resolve(name === 'admin');
  }
}

@ValidatorConstraint({ name: 'isFree', async: true })
@Injectable()
class IsFree implements ValidatorConstraintInterface {
  constructor(private readonly names: ReservedNames) {}
  async validate(value: unknown): Promise<boolean> {
    return !(await this.names.has(String(value)));
  }
  defaultMessage({ property }: ValidationArguments): string {
    return `${property} is reserved`;
  }
}

@Module({ providers: [ReservedNames, IsFree], exports: [IsFree] })
class NamesModule {}

/** A decorator like those that applications write for themselves. */
function IsEven(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isEven',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value) => typeof value === 'number' && value % 2 === 0,
        defaultMessage: () => 'must be even',
      },
    });
}

class Reach {
  @IsEmail() @Column({ type: 'varchar', length: 60, nullable: true }) mail: string | null;
}

@Entity()
class Member {
  @PrimaryGeneratedColumn() id: number;
  @MinLength(3) @Matches(/^[a-z]+$/) @Validate(IsFree) @Column({ length: 20, unique: true }) name: string;
  @Min(18) @Max(120) @IsEven() @Column({ type: 'int', nullable: true }) age: number | null;
  @IsIn(['red', 'green']) @Column({ length: 10, default: 'red' }) colour: string;
  @Transform(({ value }) => (typeof value === 'string' ? value.trim() : value))
  @MaxLength(5)
  @Column({ type: 'varchar', length: 40, nullable: true })
  motto: string | null;
  @IsOptional()
  @ValidateIf(({ colour }: Member) => colour === 'green')
  @MinLength(4)
  @Column({ type: 'varchar', length: 40, nullable: true })
  plant: string | null;
  @Column(() => Reach) reach: Reach;
}

@Entity()
class Booking {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'date' }) startsOn: string;
  @Column({ type: 'date' }) endsOn: string;
  @Column({ type: 'int', default: 1 }) guests: number;
}

let lastSeen: unknown;

describeApi(
  'validation',
  {
    imports: (database) => [
      NamesModule,
      LightApiModule.forRoot({
        database,
        entities: [
          Member,
          { entity: Member, name: 'StrictMember', validationStatus: 422 },
          {
            entity: Booking,
            async validate(value, { operation }) {
              lastSeen = { value, operation };
              await Promise.resolve();
              if (value.guests === 13) throw new NotAcceptableException('Not thirteen');
              if (value.startsOn === undefined || value.endsOn === undefined || value.startsOn <= value.endsOn)
                return [];
              return [
                { field: 'endsOn', message: 'Must not be before startsOn.' },
                { message: 'The dates contradict.' },
              ];
            },
          },
        ],
      }),
    ],
    configure: (app) => useContainer(app.select(NamesModule), { fallbackOnErrors: true }),
  },
  (api) => {
    beforeEach(() => api.reset());

    const MEMBER = { name: 'ada', age: 36, colour: 'green', plant: 'fern', reach: { mail: 'ada@b.example' } };

    const problems = async (
      body: object,
      method: 'post' | 'patch' | 'put' = 'post',
    ): Promise<Record<string, string>> => {
      const path = method === 'post' ? '/members' : '/members/1';
      const answer = await api.agent[method](path).send(body).expect(400);
      expect(answer.body).toMatchObject({ code: 'LA200', status: 400 });
      const errors = answer.body.errors as { pointer: string; code: string; detail: string }[];
      return Object.fromEntries(errors.map(({ pointer, code, detail }) => [pointer, `${code} ${detail}`]));
    };

    it('lets through what every decorator accepts', async () => {
      expect(await created(api, '/members', { ...MEMBER, motto: ' hey ' })).toEqual({ id: 1, ...MEMBER, motto: 'hey' });
    });

    it('names every decorator that refuses, with its message', async () => {
      const found = await problems({
        name: 'A1',
        age: 17,
        colour: 'blue',
        motto: '  much too long ',
        reach: { mail: 'no' },
      });
      expect(Object.keys(found).sort()).toEqual(['/age', '/colour', '/motto', '/name', '/reach/mail']);
      expect(found['/colour']).toMatch(/^LA210 .*red, green/);
      expect(Object.values(found).every((text) => text.startsWith('LA210 '))).toBe(true);
    });

    it('never repeats the value in a message', async () => {
      const answer = await api.agent
        .post('/members')
        .send({ ...MEMBER, name: 'KILROY-WAS-HERE' })
        .expect(400);
      expect(answer.text).not.toContain('KILROY');
    });

    it('runs decorators that the application wrote itself', async () => {
      expect(await problems({ ...MEMBER, age: 37 })).toEqual({ '/age': 'LA210 must be even' });
    });

    it('runs an asynchronous constraint that injects a provider', async () => {
      expect(await problems({ ...MEMBER, name: 'admin' })).toEqual({ '/name': 'LA210 name is reserved' });
      await created(api, '/members', MEMBER);
      expect(await problems({ name: 'admin' }, 'patch')).toEqual({ '/name': 'LA210 name is reserved' });
    });

    it('honours conditions on other properties', async () => {
      expect(Object.keys(await problems({ ...MEMBER, plant: 'ivy' }))).toEqual(['/plant']);
      await created(api, '/members', { ...MEMBER, colour: 'red', plant: 'ivy' });
    });

    it('leaves NULL alone where the column allows it', async () => {
      await created(api, '/members', { ...MEMBER, age: null, motto: null, reach: { mail: null } });
    });

    it('holds for what PATCH sends and for nothing else', async () => {
      await created(api, '/members', MEMBER);
      await api.agent.patch('/members/1').send({ motto: 'hi' }).expect(200);
      expect(Object.keys(await problems({ age: 7 }, 'patch'))).toEqual(['/age']);
      expect(Object.keys(await problems({ name: null }, 'patch'))).toEqual(['/name']);
    });

    it('holds for all that PUT sends', async () => {
      await created(api, '/members', MEMBER);
      expect(Object.keys(await problems({ age: 7 }, 'put')).sort()).toEqual(['/age', '/name']);
      await api.agent.put('/members/1').send({ name: 'bob' }).expect(200);
    });

    it('refuses types before decorators see them, in one answer with them', async () => {
      const found = await problems({ name: ['ada'], age: '36', colour: 'blue', nam: 'x' });
      expect(Object.keys(found).sort()).toEqual(['/age', '/colour', '/nam', '/name']);
      expect(found['/name']).toMatch(/^LA202/);
      expect(found['/age']).toMatch(/^LA202/);
      expect(found['/nam']).toMatch(/^LA201/);
    });

    it('lists 20 problems and counts the rest', async () => {
      const body = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`unknown${index}`, 1]));
      const answer = await api.agent
        .post('/members')
        .send({ ...MEMBER, ...body })
        .expect(400);
      expect(answer.body.errors).toHaveLength(20);
      expect(answer.body.detail).toContain('30 problems');
    });

    it('answers 422 where the resource says so, and 400 to what is no valid request', async () => {
      const answer = await api.agent.post('/strict-members').send({ name: 'A1' }).expect(422);
      expect(answer.body).toMatchObject({ status: 422, code: 'LA200' });
      await api.agent
        .post('/strict-members')
        .send({ ...MEMBER, age: 'old' })
        .expect(422);
      await api.agent.post('/strict-members').set('content-type', 'application/json').send('{"name":').expect(400);
      await api.agent.get('/strict-members?age=old').expect(400);
    });

    describe('a rule over several fields', () => {
      const TRIP = { startsOn: '2024-05-01', endsOn: '2024-05-09' };

      it('sees the body and the operation, and may accept', async () => {
        await created(api, '/bookings', TRIP);
        expect(lastSeen).toEqual({ value: TRIP, operation: 'create' });
        await api.agent.patch('/bookings/1').send({ guests: 2 }).expect(200);
        expect(lastSeen).toEqual({ value: { guests: 2 }, operation: 'update' });
        await api.agent.put('/bookings/1').send(TRIP).expect(200);
        expect(lastSeen).toEqual({ value: TRIP, operation: 'replace' });
      });

      it('names the fields that contradict each other', async () => {
        const answer = await api.agent
          .post('/bookings')
          .send({ ...TRIP, endsOn: '2024-04-01' })
          .expect(400);
        expect(answer.body.errors).toEqual([
          { pointer: '/endsOn', code: 'LA210', detail: 'Must not be before startsOn.' },
          { pointer: '', code: 'LA210', detail: 'The dates contradict.' },
        ]);
        await api.agent.get('/bookings').expect(({ body }) => expect(body.count).toBe(0));
      });

      it('is not asked about a body that is wrong already', async () => {
        lastSeen = undefined;
        await api.agent
          .post('/bookings')
          .send({ ...TRIP, guests: 'many' })
          .expect(400);
        expect(lastSeen).toBeUndefined();
      });
    });
  },
);
