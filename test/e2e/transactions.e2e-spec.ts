import { Controller, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { beforeEach, expect, it } from 'vitest';
import { LightApiModule, LightApiTransactions } from '../../lib/index.js';
import { describeApi } from './harness/describe-api.js';

@Entity()
class Purse {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 40, unique: true }) owner: string;
  @Column({ default: 0 }) coins: number;
}

@Controller('purses')
class PurseController {
  constructor(private readonly transactions: LightApiTransactions) {}

  @Post(':from/gifts/:to')
  @HttpCode(200)
  give(@Param('from') from: string, @Param('to') to: string): Promise<{ given: number }> {
    return this.transactions.run(async () => {
      const purses = this.transactions.manager().getRepository(Purse);
      await purses.decrement({ owner: from }, 'coins', 1);
      const { affected } = await purses.increment({ owner: to }, 'coins', 1);
      if (affected === 0) throw new NotFoundException('nobody to give it to');
      return { given: await purses.countBy({ owner: to }) };
    });
  }

  @Post(':owner/twins')
  async twin(@Param('owner') owner: string): Promise<void> {
    await this.transactions.run(() => this.transactions.manager().insert(Purse, { owner }));
  }
}

describeApi(
  'transactions of the application',
  {
    imports: (database) => [LightApiModule.forRoot({ database, entities: [Purse] })],
    module: { controllers: [PurseController] },
    openapi: false,
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      for (const owner of ['ada', 'bob']) await api.agent.post('/purses').send({ owner, coins: 3 }).expect(201);
    });

    const coins = async (): Promise<unknown[]> => {
      const { body } = await api.agent.get('/purses?ordering=owner').expect(200);
      return (body as { results: { coins: number }[] }).results.map((purse) => purse.coins);
    };

    it('store all that the work did', async () => {
      await api.agent.post('/purses/ada/gifts/bob').expect(200, { given: 1 });
      expect(await coins()).toEqual([2, 4]);
    });

    it('take all back when it throws, and answer with what it threw', async () => {
      await api.agent.post('/purses/ada/gifts/nobody').expect(404);
      expect(await coins()).toEqual([3, 3]);
    });

    it('answer a conflict that the EntityManager met as a problem', async () => {
      const { body } = await api.agent.post('/purses/ada/twins').expect(409);
      expect(body).toMatchObject({ code: 'LA401' });
    });

    it('hand out the EntityManager of the data source where none runs', () => {
      expect(api.app.get(LightApiTransactions).manager()).toBe(api.dataSource.manager);
    });

    it('lose nothing where many run at once', async () => {
      const gifts = Array.from({ length: 20 }, () => api.agent.post('/purses/ada/gifts/bob'));
      for (const { status } of await Promise.all(gifts)) expect(status).toBe(200);
      expect(await coins()).toEqual([-17, 23]);
    });

    it('lose nothing where they block each other, and say so when that does not end', { timeout: 30_000 }, async () => {
      const gifts = Array.from({ length: 20 }, (_, index) =>
        api.agent.post(index % 2 === 0 ? '/purses/ada/gifts/bob' : '/purses/bob/gifts/ada'),
      );
      let ofAda = 3;
      for (const [index, { status }] of (await Promise.all(gifts)).entries()) {
        expect([200, 503]).toContain(status);
        if (status === 200) ofAda += index % 2 === 0 ? -1 : 1;
      }
      expect(await coins()).toEqual([ofAda, 6 - ofAda]);
    });
  },
);
