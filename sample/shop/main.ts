import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { answerFrameworkError } from '../../lib/index.js';
import { AppModule } from './app.module.js';
import { logAnswer } from './http/request-log.js';
import { createMissingTables, seed } from './seed.js';

// LIGHTAPI_JWT_SECRET is what tokens are signed with; without it they are good until the next start.
const adapter = new FastifyAdapter({ frameworkErrors: answerFrameworkError, return503OnClosing: false });
const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(), adapter);
adapter.setOnResponseHook(logAnswer);
app.enableShutdownHooks();
await app.init();
await createMissingTables(app.get(DataSource));
await seed(app.get(DataSource));
await app.listen(process.env.LIGHTAPI_PORT ?? 3000);
