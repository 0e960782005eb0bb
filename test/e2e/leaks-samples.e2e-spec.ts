import { readdirSync } from 'node:fs';
import type { Type } from '@nestjs/common';
import { TypeOrmModule, type TypeOrmModuleOptions } from '@nestjs/typeorm';
import { beforeAll, expect, it } from 'vitest';
import { AuthSession, IdempotencyEntry, LightApiModule } from '../../lib/index.js';
import { expectNoLeaks, findLeaks, type LeakPrincipal } from '../../lib/testing/index.js';
import { Author as ShelfAuthor } from '../../sample/01-quick-start/author.entity.js';
import { Book as ShelfBook } from '../../sample/01-quick-start/book.entity.js';
import { seed as seedShelf } from '../../sample/01-quick-start/seed.js';
import { AppModule } from '../../sample/02-existing-app/app.module.js';
import { Author as LibraryAuthor } from '../../sample/02-existing-app/library/author.entity.js';
import { Book as LibraryBook } from '../../sample/02-existing-app/library/book.entity.js';
import { Author } from '../../sample/03-query-and-relations/author.entity.js';
import { Book } from '../../sample/03-query-and-relations/book.entity.js';
import { Review } from '../../sample/03-query-and-relations/review.entity.js';
import { seed as seedBooks } from '../../sample/03-query-and-relations/seed.js';
import { Tag } from '../../sample/03-query-and-relations/tag.entity.js';
import { ExchangeRate } from '../../sample/04-safe-writes/exchange-rate.entity.js';
import { Label } from '../../sample/04-safe-writes/label.entity.js';
import { Order } from '../../sample/04-safe-writes/order.entity.js';
import { OrderItem } from '../../sample/04-safe-writes/order-item.entity.js';
import { Product } from '../../sample/04-safe-writes/product.entity.js';
import { seed as seedProducts } from '../../sample/04-safe-writes/seed.js';
import { Article } from '../../sample/05-auth-and-access/article.entity.js';
import { Comment } from '../../sample/05-auth-and-access/comment.entity.js';
import { DeskAccounts } from '../../sample/05-auth-and-access/desk-accounts.js';
import { seed as seedDesk } from '../../sample/05-auth-and-access/seed.js';
import { Ticket } from '../../sample/05-auth-and-access/ticket.entity.js';
import { User } from '../../sample/05-auth-and-access/user.entity.js';
import { Category } from '../../sample/06-cache-redis/category.entity.js';
import { Price } from '../../sample/06-cache-redis/price.entity.js';
import { Product as ShopProduct } from '../../sample/06-cache-redis/product.entity.js';
import { seed as seedShop } from '../../sample/06-cache-redis/seed.js';
import { ShopKeys } from '../../sample/06-cache-redis/shop-keys.js';
import { Wish } from '../../sample/06-cache-redis/wish.entity.js';
import { Dish } from '../../sample/08-services-and-hooks/dish.entity.js';
import { HistoryEntry } from '../../sample/08-services-and-hooks/history-entry.entity.js';
import { MealOrder } from '../../sample/08-services-and-hooks/meal-order.entity.js';
import { MEAL_ORDERS } from '../../sample/08-services-and-hooks/meal-order.resource.js';
import { seed as seedCanteen } from '../../sample/08-services-and-hooks/seed.js';
import { Tickets } from '../../sample/08-services-and-hooks/tickets.js';
import { BlogKeys } from '../../sample/09-actions-and-overrides/blog-keys.js';
import { Post } from '../../sample/09-actions-and-overrides/post.entity.js';
import { POSTS } from '../../sample/09-actions-and-overrides/post.resource.js';
import { seed as seedPosts } from '../../sample/09-actions-and-overrides/seed.js';
import { BLOG_EXPECTATIONS, BLOG_PRINCIPALS } from './fixtures/leaks/blog.js';
import { Category as TourCategory } from '../../sample/shop/catalogue/category.entity.js';
import { Product as TourProduct } from '../../sample/shop/catalogue/product.entity.js';
import { AppModule as TourModule } from '../../sample/shop/app.module.js';
import { OrderItem as TourItem } from '../../sample/shop/orders/order-item.entity.js';
import { Order as TourOrder } from '../../sample/shop/orders/order.entity.js';
import { UserProfile } from '../../sample/shop/people/user-profile.entity.js';
import { User as TourUser } from '../../sample/shop/people/user.entity.js';
import { seed as seedTour } from '../../sample/shop/seed.js';
import { deskPrincipals, DESK_EXPECTATIONS } from './fixtures/leaks/desk.js';
import { SHOP_EXPECTATIONS, SHOP_PRINCIPALS } from './fixtures/leaks/shop.js';
import { TOUR_EXPECTATIONS, tourPrincipals } from './fixtures/leaks/tour.js';
import { storeModule } from './fixtures/reflected/store.js';
import { describeApi, type Api, type ApiOptions } from './harness/describe-api.js';

const READERS: readonly LeakPrincipal[] = [{ name: 'one reader' }, { name: 'another reader' }];
const SHELF = [ShelfAuthor, ShelfBook] as const;
const LIBRARY = [Author, Book, Review, Tag] as const;
const ORDERS = [Product, ExchangeRate, Order, OrderItem, Label] as const;
const DESK = [User, Ticket, Comment, Article] as const;
const TOUR = [TourCategory, TourProduct, TourOrder, TourItem, TourUser, UserProfile] as const;
const SHOP = [Category, ShopProduct, Price, Wish] as const;
const CANTEEN = [Dish, HistoryEntry, MealOrder] as const;

/** Folders of samples that a suite of this file asks. */
const asked = new Set<string>();

function describeSample(folder: string, options: Omit<ApiOptions, 'engines'>, suite: (api: Api) => void): void {
  asked.add(folder);
  describeApi(`sample ${folder}`, { ...options, engines: ['sqlite'] }, suite);
}

// The first of all: its modules are made as they are imported, and belong to the first `forRoot()`.
describeSample(
  '02-existing-app',
  { imports: () => [AppModule], configure: prefixed, openapi: '/api/openapi.json' },
  (api) => {
    beforeAll(async () => {
      const { manager } = api.dataSource;
      const author = await manager.save(manager.create(LibraryAuthor, { name: 'Stanisław Lem' }));
      await manager.save(
        manager.create(LibraryBook, { title: 'Solaris', isbn: '9780156027601', price: '11.20', stock: 98_761, author }),
      );
    });

    it('has no leaks, behind its prefix and with one entity exposed twice', { timeout: 180_000 }, async () => {
      const report = await expectNoLeaks(api.app, { principals: READERS, maxRequests: 1_000 });
      expect(report.gaps.filter((gap) => gap.includes('answered 404'))).toEqual([]);
      expect(report.requests).toBeGreaterThan(500);
    });
  },
);

describeSample(
  '01-quick-start',
  { imports: (database) => [LightApiModule.forRoot({ database: withOnly(database, SHELF), entities: SHELF })] },
  (api) => {
    beforeAll(() => seedShelf(api.dataSource));

    it('has no leaks', { timeout: 180_000 }, async () => {
      const { requests } = await expectNoLeaks(api.app, { principals: READERS, maxRequests: 1_000 });
      expect(requests).toBeGreaterThan(500);
    });
  },
);

describeSample(
  '03-query-and-relations',
  { imports: (database) => [LightApiModule.forRoot({ database: withOnly(database, LIBRARY), entities: LIBRARY })] },
  (api) => {
    beforeAll(() => seedBooks(api.dataSource));

    it('has no leaks, since everybody may read it all', { timeout: 180_000 }, async () => {
      const report = await expectNoLeaks(api.app, { principals: READERS, maxRequests: 1_000 });
      expect(report.gaps).toContain('Book: there is no row that one of the principals may not read');
    });

    it('leaks wherever its reviews turn up, once those are expected to be secret', { timeout: 180_000 }, async () => {
      const { leaks } = await findLeaks(api.app, {
        principals: READERS,
        resources: ['Book', 'Author'],
        maxRequests: 1_500,
        writes: false,
        expectations: { mayRead: (_principal, resource) => resource !== 'Review' },
      });
      const found = leaks.map(({ kind, request }) => `${kind} ${request}`);
      for (const way of [
        /^row GET \/books\?include=reviews/,
        /^row GET \/books\/\d+\/reviews/,
        /^oracle GET \/books\?reviews/,
      ]) {
        expect(found).toContainEqual(expect.stringMatching(way));
      }
    });
  },
);

describeSample(
  '04-safe-writes',
  { imports: (database) => [LightApiModule.forRoot({ database: withOnly(database, ORDERS), entities: ORDERS })] },
  (api) => {
    beforeAll(() => seedProducts(api.dataSource));

    it('has no leaks', { timeout: 180_000 }, async () => {
      const { leaks, requests } = await expectNoLeaks(api.app, { principals: READERS, maxRequests: 1_000 });
      expect(leaks).toEqual([]);
      expect(requests).toBeGreaterThan(500);
    });
  },
);

describeSample(
  '05-auth-and-access',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database: withOnly(database, DESK),
        entities: DESK,
        tenancy: { field: 'companyId' },
        auth: { accounts: DeskAccounts, imports: [TypeOrmModule.forFeature([User])] },
      }),
    ],
    // The whole search takes long, and is made on both platforms over the fixtures.
    platforms: ['fastify'],
  },
  (api) => {
    beforeAll(() => seedDesk(api.dataSource));

    it('has no leaks, to customers, agents, another company and nobody', { timeout: 180_000 }, async () => {
      const principals = await deskPrincipals(api.url);
      const report = await expectNoLeaks(api.app, { principals, expectations: DESK_EXPECTATIONS });
      expect(report.requests).toBeGreaterThan(5_000);
      expect(report.gaps).toEqual([]);
    });
  },
);

describeSample(
  '06-cache-redis',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database: withOnly(database, SHOP),
        entities: SHOP,
        defaults: { cache: { ttlMs: 600_000 } },
        auth: { apiKeys: ShopKeys },
      }),
    ],
    platforms: ['fastify'],
  },
  (api) => {
    beforeAll(() => seedShop(api.dataSource));

    it('has no leaks, though answers are kept for one after the other', { timeout: 180_000 }, async () => {
      const report = await expectNoLeaks(api.app, { principals: SHOP_PRINCIPALS, expectations: SHOP_EXPECTATIONS });
      expect(report.requests).toBeGreaterThan(2_000);
      expect(report.gaps.filter((gap) => gap.includes('Wish'))).toEqual([]);
      // What was compared did come from the cache.
      const again = SHOP_PRINCIPALS.filter(({ id }) => id !== undefined).map(({ headers = {} }) =>
        fetch(`${api.url}/wishes?include=product&page_size=100`, { headers }),
      );
      for (const answer of await Promise.all(again)) expect(answer.headers.get('x-cache')).toBe('HIT');
    });
  },
);

describeSample(
  '07-from-a-database',
  { imports: (database) => [storeModule(database)], platforms: ['fastify'] },
  (api) => {
    it('has no leaks of the tables that it found', { timeout: 180_000 }, async () => {
      const { leaks, requests } = await expectNoLeaks(api.app, { principals: READERS, maxRequests: 700 });
      expect(leaks).toEqual([]);
      expect(requests).toBeGreaterThan(500);
    });
  },
);

describeSample(
  '08-services-and-hooks',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database: withOnly(database, CANTEEN),
        entities: [Dish, HistoryEntry],
        defaults: { access: 'public' },
      }),
      LightApiModule.forFeature([MEAL_ORDERS], { providers: [Tickets] }),
    ],
    platforms: ['fastify'],
  },
  (api) => {
    beforeAll(async () => {
      await seedCanteen(api.dataSource);
      for (const portions of [1, 2]) await api.agent.post('/meal-orders').send({ dishId: 1, portions }).expect(201);
    });

    it('has no leaks through its service and its hooks', { timeout: 180_000 }, async () => {
      const { requests } = await expectNoLeaks(api.app, { principals: READERS, maxRequests: 700 });
      expect(requests).toBeGreaterThan(400);
    });
  },
);

describeSample(
  '09-actions-and-overrides',
  {
    imports: (database) => [
      LightApiModule.forRoot({ database: withOnly(database, [Post]), auth: { apiKeys: BlogKeys } }),
      LightApiModule.forFeature([POSTS]),
    ],
    platforms: ['fastify'],
  },
  (api) => {
    beforeAll(() => seedPosts(api.dataSource));

    it('has no leaks beside its actions, of which none is for whom it is not', { timeout: 180_000 }, async () => {
      const as = (name: string) => ({ 'x-api-key': `key-of-${name}` });
      await api.agent.post('/posts/4/publish').set(as('ann')).send({}).expect(403);
      await api.agent.post('/posts/4/clap').set(as('ann')).expect(404);
      await api.agent.get('/posts/top').set(as('ann')).expect(200, ['Lichen', 'Moss', 'Ferns']);
      const report = await expectNoLeaks(api.app, { principals: BLOG_PRINCIPALS, expectations: BLOG_EXPECTATIONS });
      expect(report.requests).toBeGreaterThan(500);
      expect(report.gaps).toEqual([]);
    });
  },
);

describeSample(
  'shop',
  {
    imports: (database) => [TourModule.with({ database: withOnly(database, TOUR), throttle: { limit: 1_000_000 } })],
    platforms: ['fastify'],
  },
  (api) => {
    beforeAll(() => seedTour(api.dataSource, { products: 12, users: 4, orders: 12 }));

    it('has no leaks, to customers, admins and nobody', { timeout: 180_000 }, async () => {
      const principals = await tourPrincipals(api);
      const report = await expectNoLeaks(api.app, {
        principals,
        expectations: TOUR_EXPECTATIONS,
        maxRequests: 700,
      });
      expect(report.requests).toBeGreaterThan(500);
    });
  },
);

it('asks every sample that there is', () => {
  const folders = readdirSync(new URL('../../sample', import.meta.url), { withFileTypes: true });
  const samples = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(samples.toSorted()).toEqual([...asked].toSorted());
});

/** Samples have tables of the same name, and are not meant for one process. */
function withOnly(database: TypeOrmModuleOptions, entities: readonly Type[]): TypeOrmModuleOptions {
  return {
    ...database,
    autoLoadEntities: false,
    entities: [...entities, IdempotencyEntry, AuthSession],
  } as TypeOrmModuleOptions;
}

function prefixed(app: { setGlobalPrefix(prefix: string): unknown }): void {
  app.setGlobalPrefix('api');
}
