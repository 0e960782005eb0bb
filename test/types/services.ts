// Compiled by test/public-api.spec.ts: every @ts-expect-error below must be an error, and nothing else may be one.
import {
  getResourceToken,
  InjectResource,
  LightApiModule,
  ResourceService,
  type ChangeOptions,
  type CommittedRow,
  type EntityData,
  type EntityFilter,
  type EntityKey,
  type EntityPage,
  type HookContext,
  type HookData,
  type ListOptions,
  type OnBehalf,
  type ReadOptions,
  type ResourceHooks,
  type RowsQuestion,
  type UpsertedEntity,
} from 'nestjs-lightapi';

class Maker {
  id: number;
  name: string;
}

class Piece {
  id: number;
  title: string;
  weight: number | null;
  madeAt: Date;
  maker: Maker;
  parts: Maker[];
  shout(): string {
    return this.title.toUpperCase();
  }
}

class Pieces extends ResourceService<Piece> {
  override create(data: EntityData<Piece>, options?: OnBehalf): Promise<Piece> {
    return super.create({ ...data, title: 'x' }, options);
  }
}

class PieceHooks implements ResourceHooks<Piece> {
  last = '';

  beforeCreate(data: HookData<Piece>, { principal, previous }: HookContext<Piece>): void {
    data.title = `${principal?.id} ${previous?.title}`;
  }
  afterCommit({ entity, operation }: CommittedRow<Piece>): void {
    this.last = operation + entity.title;
  }
}

class MakerHooks implements ResourceHooks<Maker> {
  afterCreate(maker: Maker): void {
    maker.name = '';
  }
}

export class Caller {
  constructor(@InjectResource(Piece, 'ShopPiece') private readonly pieces: ResourceService<Piece>) {}

  async accepted(key: EntityKey, change: ChangeOptions, read: ReadOptions<Piece>): Promise<unknown[]> {
    const filter: EntityFilter<Piece> = { madeAt: { lt: new Date() }, parts: { some: { name: { eq: 'x' } } } };
    const question: RowsQuestion<Piece> = { filter: { or: [filter, { 'maker.name': { contains: 'x' } }] } };
    const page: EntityPage<Piece> = await this.pieces.list({ ...question, ordering: ['-madeAt'], include: ['maker'] });
    const upserted: UpsertedEntity<Piece> = await this.pieces.upsert({ title: 'x', maker: { id: 1 }, makerId: 1 });
    return [page, upserted, this.pieces.read(key, read), this.pieces.update(7, { weight: null }, change)];
  }

  refused(list: ListOptions<Piece>): unknown[] {
    return [
      // @ts-expect-error no such property
      this.pieces.create({ titel: 'x' }),
      // @ts-expect-error a text is no number
      this.pieces.update(1, { weight: 'heavy' }),
      // @ts-expect-error a method is no property
      this.pieces.create({ shout: 'x' }),
      // @ts-expect-error no such field
      this.pieces.list({ filter: { titel: { eq: 'x' } } }),
      // @ts-expect-error a moment is no number
      this.pieces.list({ filter: { madeAt: { lt: 5 } } }),
      // @ts-expect-error no such operator
      this.pieces.list({ filter: { title: { equals: 'x' } } }),
      // @ts-expect-error no such field to order by
      this.pieces.list({ ...list, ordering: ['titel'] }),
      // @ts-expect-error no relation
      this.pieces.list({ include: ['title'] }),
    ];
  }
}

export const modules = [
  LightApiModule.forFeature([{ entity: Piece, hooks: [PieceHooks], service: Pieces }]),
  // @ts-expect-error hooks of another entity
  LightApiModule.forFeature([{ entity: Piece, hooks: [MakerHooks] }]),
  // @ts-expect-error no class
  LightApiModule.forFeature([{ entity: Piece, service: 'Pieces' }]),
  getResourceToken(Piece),
];
