import 'reflect-metadata';
import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { ResourceService } from '../../lib/index.js';
import { compileResources } from '../../lib/compiler/compile.js';
import { linkRelations } from '../../lib/compiler/link.js';
import type { ResourceSource } from '../../lib/compiler/draft.js';

@Entity()
class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 10 }) name: string;
  @OneToMany(() => Volume, (volume) => volume.shelf, { cascade: true }) volumes: Relation<Volume>[];
}

@Entity()
class Volume {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 10 }) title: string;
  @Column({ length: 10 }) slug: string;
  @ManyToOne(() => Shelf, (shelf) => shelf.volumes) shelf: Relation<Shelf>;
}

class Misspelt {
  beforeCreate(): void {}
  afterComit(): void {}
}
class Empty {
  run(): void {}
}
class Fills {
  beforeCreate(): void {}
}
class Reads {
  afterRead(): void {}
}
class Refuses {
  beforeRead(): void {}
}
class Volumes extends ResourceService<Volume> {
  override list(): never {
    throw new Error('not asked');
  }
}

const problemsOf = (...sources: readonly unknown[]): unknown[] =>
  compileResources(sources as readonly ResourceSource[], { place: 'forRoot' }).problems.map(({ code, message }) => [
    code,
    message,
  ]);

describe('code of the application', () => {
  it('is told of hooks that would never be called', () => {
    expect(problemsOf({ entity: Volume, hooks: [Misspelt, Empty, 'Fills'] })).toEqual([
      ['LA070', 'hooks[0]: Misspelt.afterComit is no hook, and is never called.'],
      ['LA070', 'hooks[1]: Empty has no hook.'],
      ['LA070', 'hooks[2] is no class.'],
    ]);
  });

  it('is told of a service that is none', () => {
    expect(problemsOf({ entity: Volume, service: Empty })).toEqual([
      ['LA071', 'service Empty does not extend ResourceService.'],
    ]);
  });

  it.each([{ hooks: [Reads] }, { hooks: [Refuses] }, { service: Volumes }])(
    'keeps no answers that it has a say in',
    (extension) => {
      expect(problemsOf({ entity: Volume, cache: true, ...extension })).toMatchObject([['LA072', expect.any(String)]]);
      expect(problemsOf({ entity: Volume, ...extension })).toEqual([]);
    },
  );

  it('may fill a required column that no client writes', () => {
    const fields = { slug: 'readOnly' };
    expect(problemsOf({ entity: Volume, fields })).toMatchObject([['LA026', expect.any(String)]]);
    expect(problemsOf({ entity: Volume, fields, hooks: [Fills] })).toEqual([]);
  });

  it('hears of every new row, or the application does not start', () => {
    const linked = (hooks: readonly unknown[]): unknown[] => {
      const sources = [
        { entity: Shelf, relations: { volumes: { write: 'create' } } },
        { entity: Volume, hooks },
      ];
      const { pending, resources } = compileResources(sources as never, { place: 'forRoot' });
      return linkRelations(pending, resources).map(({ code, message }) => [code, message]);
    };
    expect(linked([])).toEqual([]);
    expect(linked([Fills])).toEqual([
      ['LA073', 'relations.volumes creates rows of Volume past its hooks and its service.'],
    ]);
  });
});
