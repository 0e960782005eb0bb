import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventSubscriber, type EntitySubscriberInterface, type InsertEvent } from 'typeorm';
import { LightApiModule, runLightApi } from '../../../lib/index.js';
import { Shelf, Tally } from './tally.js';

/** An application that is told to end while it is busy, on either platform. */
Logger.overrideLogger(['warn', 'error', 'fatal']);

/** Makes some requests slow. */
@EventSubscriber()
class SlowShelves implements EntitySubscriberInterface<Shelf> {
  listenTo(): typeof Shelf {
    return Shelf;
  }

  async beforeInsert({ entity }: InsertEvent<Shelf>): Promise<void> {
    if (entity.name.startsWith('slow')) await sleep(1_500);
  }
}

const { NODE_DATABASE_URL: url, NODE_PLATFORM, LIGHTAPI_PORT: port } = process.env;
const options = {
  database: {
    type: 'postgres' as const,
    url: url!,
    poolSize: 10,
    autoLoadEntities: true,
    synchronize: true,
    retryAttempts: 0,
    subscribers: [SlowShelves],
  },
  health: true,
  defaults: { access: 'public' as const },
  entities: [{ entity: Shelf, path: 'shelves' }, Tally] as never,
};
if (NODE_PLATFORM === 'fastify') await runLightApi(options);
else {
  const app = await NestFactory.create(LightApiModule.forRoot(options), { abortOnError: false });
  app.enableShutdownHooks();
  await app.listen(port!, '127.0.0.1');
}
