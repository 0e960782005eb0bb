/** What fragments of every page may name: an editor would add these imports by itself. */
export {
  Body,
  ConflictException,
  ConsoleLogger,
  Controller,
  Get,
  Injectable,
  Module,
  Param,
  Post,
  UseGuards,
} from '@nestjs/common';
export { NestFactory } from '@nestjs/core';
export { OnEvent } from '@nestjs/event-emitter';
export { PassportStrategy } from '@nestjs/passport';
export { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
export {
  action,
  ApiKeyStore,
  AuthenticatedGuard,
  CurrentPrincipal,
  InjectResource,
  LightApiModule,
  LightApiTransactions,
  Resource,
  ResourceService,
  role,
  where,
  type Account,
  type Caller,
  type CommittedRow,
  type EntityData,
  type HookContext,
  type HookData,
  type OnBehalf,
  type Principal,
  type ResourceHooks,
} from 'nestjs-lightapi';
export { createTestApi, expectNoLeaks, type TestApi } from 'nestjs-lightapi/testing';
export {
  Column,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  Repository,
  type Relation,
} from 'typeorm';
export { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
