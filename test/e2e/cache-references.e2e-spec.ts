import { Expose } from 'class-transformer';
import {
  BeforeInsert,
  Column,
  Entity,
  type EntityManager,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
  RelationId,
} from 'typeorm';
import { beforeEach, describe, expect, it } from 'vitest';
import { LightApiCache, LightApiModule } from '../../lib/index.js';
import { describeApi } from './harness/describe-api.js';
import { isHit } from './harness/kept-answers.js';
import { send } from './harness/parallel-client.js';

/** Referred to by its code, and counts who does. */
@Entity()
class Genre {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20, unique: true }) code: string;
  @Column({ length: 20, default: '' }) name: string;
  @OneToMany(() => Film, (film) => film.genre) films: Relation<Film[]>;
  @RelationId((genre: Genre) => genre.films) filmIds: number[];

  @Expose() get filmCount(): number {
    return this.filmIds.length;
  }
}

/** Follows the code of its genre, and goes with its studio, though a former one is only forgotten. */
@Entity()
class Film {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) title: string;
  @Column({ type: 'varchar', length: 20, nullable: true }) genreCode: string | null;
  @ManyToOne(() => Genre, (genre) => genre.films, { nullable: true, onUpdate: 'CASCADE', onDelete: 'SET NULL' })
  @JoinColumn({ name: 'genreCode', referencedColumnName: 'code' })
  genre: Relation<Genre> | null;
  @Column({ type: 'int', nullable: true }) formerStudioId: number | null;
  @ManyToOne(() => Studio, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'formerStudioId' })
  formerStudio: Relation<Studio> | null;
  @Column({ type: 'int', nullable: true }) studioId: number | null;
  @ManyToOne(() => Studio, { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'studioId' })
  studio: Relation<Studio> | null;
}

@Entity()
class Studio {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) name: string;
}

/** Goes with its film; inserted through the ORM. */
@Entity()
class Scene {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) place: string;
  @Column({ type: 'int' }) filmId: number;
  @ManyToOne(() => Film, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn({ name: 'filmId' })
  film: Relation<Film>;

  @BeforeInsert() heard(): void {
    this.place = this.place.trim();
  }
}

describeApi(
  'answers that are kept of rows that refer to others',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: { access: 'public', cache: { ttlMs: 600_000 } },
        entities: [Genre, Film, Studio, Scene],
      }),
    ],
  },
  (api) => {
    beforeEach(async () => {
      await api.reset();
      const { manager } = api.dataSource;
      await manager.insert(Studio, [{ name: 'Mosfilm' }, { name: 'Barrandov' }]);
      await manager.insert(Genre, [{ code: 'sf' }, { code: 'noir' }]);
      await manager.insert(Film, [
        { title: 'Solaris', genreCode: 'sf', studioId: 1, formerStudioId: 2 },
        { title: 'Stalker', genreCode: 'noir' },
      ]);
      await manager.insert(Scene, [
        { place: 'sea', filmId: 1 },
        { place: 'zone', filmId: 2 },
      ]);
      await api.app.get(LightApiCache).clear();
      for (const path of PATHS) await send(api, 'GET', path);
    });

    const PATHS = ['/genres/1', '/genres/2', '/films/1', '/films/2', '/films', '/studios/1', '/scenes/1', '/scenes/2'];
    const kept = async (): Promise<string[]> => {
      const hits: string[] = [];
      for (const path of PATHS) if (isHit(await send(api, 'GET', path))) hits.push(path);
      return hits;
    };
    const read = async (path: string): Promise<Record<string, unknown>> =>
      (await send(api, 'GET', path)).body as Record<string, unknown>;

    describe.each<[string, (change: Partial<Genre>) => Promise<unknown>]>([
      ['the API', (change) => api.agent.patch('/genres/1').send(change).expect(200)],
      [
        'save',
        async (change) => api.dataSource.manager.save(Object.assign(await firstGenre(api.dataSource.manager), change)),
      ],
    ])('whose code is changed by %s', (_, change) => {
      it('follow it', async () => {
        await change({ code: 'scifi' });
        expect(await read('/films/1')).toMatchObject({ genreCode: 'scifi' });
        expect(await kept()).toEqual(['/films/1', '/studios/1', '/scenes/1', '/scenes/2']);
      });

      it('stay when something else is changed', async () => {
        await change({ name: 'science fiction' });
        expect(await kept()).toEqual(PATHS.filter((path) => path !== '/genres/1'));
      });
    });

    it('follow a code that a query builder or a replacement changes', async () => {
      await api.dataSource.manager.update(Genre, { id: 1 }, { code: 'scifi' });
      expect(await read('/films/1')).toMatchObject({ genreCode: 'scifi' });
      await api.agent.put('/genres/1').send({ code: 'fantasy' }).expect(200);
      expect(await read('/films/1')).toMatchObject({ genreCode: 'fantasy' });
    });

    it('go with what goes with a row that others only forget', async () => {
      await api.agent.delete('/studios/1').expect(204);
      for (const path of ['/films/1', '/scenes/1']) expect((await send(api, 'GET', path)).status).toBe(404);
      expect(await kept()).toEqual([]);
    });

    it('forget it', async () => {
      await api.agent.delete('/studios/2').expect(204);
      expect(await read('/films/1')).toMatchObject({ formerStudioId: null });
    });

    it('are counted by the keys that TypeORM loads along', async () => {
      expect(await read('/genres/1')).toMatchObject({ filmCount: 1 });
      await api.agent.post('/films').send({ title: 'Eden', genreCode: 'sf' }).expect(201);
      expect(await read('/genres/1')).toMatchObject({ filmCount: 2 });
    });

    it('stay when the ORM inserts another', async () => {
      await api.agent.post('/scenes').send({ place: 'lake', filmId: 1 }).expect(201);
      expect(await kept()).toEqual(PATHS);
    });
  },
);

function firstGenre(manager: EntityManager): Promise<Genre> {
  return manager.findOneByOrFail(Genre, { id: 1 });
}
