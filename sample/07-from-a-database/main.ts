import { fileURLToPath } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { answerFrameworkError, LightApiModule } from '../../lib/index.js';
import { setUp } from './set-up.js';

await setUp(process.env.LIGHTAPI_DATABASE_URL ?? 'sqlite:store.sqlite');

const app = await NestFactory.create<NestFastifyApplication>(
  LightApiModule.forFile(fileURLToPath(new URL('./lightapi.yaml', import.meta.url))),
  new FastifyAdapter({ frameworkErrors: answerFrameworkError, return503OnClosing: false }),
);
app.enableShutdownHooks();
await app.listen(process.env.LIGHTAPI_PORT ?? 3000);
