import type { INestApplication } from '@nestjs/common';
import type { LeakPrincipal, TestApi, TestUser } from 'nestjs-lightapi/testing';

export { AppModule } from '../../../../sample/02-existing-app/app.module.js';
export { Author } from './src/author.entity.js';
export { Book } from './src/book.entity.js';

export declare const api: TestApi;
export declare const app: INestApplication;
export declare const annsToken: string;
export declare const bensToken: string;
export declare const principals: readonly LeakPrincipal[];
export declare function signForTests(user: TestUser): string;
