import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { answerFrameworkError } from '../../lib/index.js';
import { AppModule } from './app.module.js';
import { seed } from './seed.js';

const adapter = new FastifyAdapter({ frameworkErrors: answerFrameworkError, return503OnClosing: false });
const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter);
app.enableShutdownHooks();
await app.init();
await seed(app.get(DataSource));
await app.listen(process.env.LIGHTAPI_PORT ?? 3000);
