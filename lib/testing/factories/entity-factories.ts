import type { INestApplication, Type } from '@nestjs/common';
import type { PendingReference } from '../../compiler/pending-links.js';
import type { EntityTarget } from '../../resource/entity-target.js';
import { blueprintOf, type Blueprint } from './blueprint.js';
import { Composition } from './composition.js';
import { EntityFactory, type FactoryOptions, type RowCount } from './entity-factory.js';
import type { ParentRows } from './parent-rows.js';

/** What all factories of an entity share. */
interface Workshop {
  readonly blueprint: Blueprint;
  readonly composition: Composition;
  readonly count: RowCount;
}

/** How deep rows may need each other. */
const MAX_DEPTH = 12;

/** The factories of an application; each entity's rows are counted once, whoever makes them. */
export class EntityFactories implements ParentRows {
  private readonly workshops = new Map<unknown, Workshop>();
  private readonly parents = new Map<unknown, object>();
  private depth = 0;

  constructor(
    private readonly app: INestApplication,
    private readonly seed: number,
  ) {}

  of<Entity extends object>(entity: EntityTarget<Entity> | string, options: FactoryOptions): EntityFactory<Entity> {
    const { blueprint, composition, count } = this.workshopOf(entity);
    return new EntityFactory<Entity>(blueprint, composition, count, options);
  }

  /** Rows that were referred to may be gone. */
  forgetParents(): void {
    this.parents.clear();
  }

  async parentFor({ entity, property }: PendingReference, isFresh: boolean): Promise<object> {
    const known = isFresh ? undefined : this.parents.get(entity);
    if (known !== undefined && (await this.isStored(entity, known))) return known;
    if (this.depth >= MAX_DEPTH) {
      throw new Error(`Rows need each other in a circle by "${property}": store one of them yourself, and pass it.`);
    }
    this.depth++;
    try {
      const parent = await this.of(entity as EntityTarget | string, {}).create();
      if (!isFresh) this.parents.set(entity, parent);
      return parent;
    } finally {
      this.depth--;
    }
  }

  bodyOf(target: EntityTarget): Promise<Readonly<Record<string, unknown>>> {
    return this.of(target, {}).build();
  }

  private async isStored(entity: unknown, row: object): Promise<boolean> {
    const { dataSource, metadata } = this.workshopOf(entity as EntityTarget).blueprint;
    const key = metadata.getEntityIdMap(row);
    return key !== undefined && (await dataSource.manager.existsBy(metadata.target as Type<object>, key));
  }

  private workshopOf(entity: EntityTarget | string): Workshop {
    let workshop = this.workshops.get(entity);
    if (workshop === undefined) {
      const blueprint = blueprintOf(this.app, entity);
      // An entity has one workshop, whether it was asked for by its class or by a name.
      const made = [...this.workshops.values()].find((one) => one.blueprint.resource === blueprint.resource);
      const composition = new Composition(blueprint, this, this.seed);
      this.workshops.set(entity, (workshop = made ?? { blueprint, composition, count: { value: 0 } }));
    }
    return workshop;
  }
}
