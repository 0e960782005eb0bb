import 'reflect-metadata';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsEmail, MinLength } from 'class-validator';
import {
  Column,
  Entity,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  VersionColumn,
  type Relation,
} from 'typeorm';
import { compileResources } from '../../../lib/compiler/compile.js';
import { linkRelations } from '../../../lib/compiler/link.js';
import { createPayloadClasses, type PayloadClasses } from '../../../lib/payload/payload-class.factory.js';
import { compilePayloadParser, type PayloadParser } from '../../../lib/payload/payload.parser.js';
import { entityClassOf } from '../../../lib/resource/entity-target.js';
import type { Resource } from '../../../lib/resource/resource.js';
import type { ResourceDeclaration } from '../../../lib/resource/resource.options.js';

/** A place inside a row. */
export class Address {
  @Column({ length: 40 }) city: string;
  @Column({ nullable: true }) zip: string;
}

/** Comes with an order, or is there already. */
@Entity()
export class Customer {
  @PrimaryGeneratedColumn() id: number;
  @Column({ length: 20 }) @MinLength(2) name: string;
  @Column({ nullable: true }) @IsEmail() email: string;
  @Column(() => Address) address: Address;
  @OneToMany(() => Order, (order) => order.customer, { cascade: ['insert'] }) orders: Relation<Order>[];
}

/** Exists for itself; its key is its name. */
@Entity()
export class Label {
  @PrimaryColumn({ length: 20 }) name: string;
  @Column({ type: 'varchar', nullable: true }) @Transform(({ value }) => String(value).toLowerCase()) colour:
    string | null;
}

/** Belongs to an order. */
@Entity()
export class OrderLine {
  @PrimaryColumn() orderId: number;
  @PrimaryColumn() line: number;
  @Column({ type: 'int' }) quantity: number;
  @Column({ type: 'int', nullable: true }) discount: number | null;
  @ManyToOne(() => Order, (order) => order.lines) @JoinColumn({ name: 'orderId' }) order: Relation<Order>;
}

/** At most one for an order, which it holds the key of. */
@Entity()
export class Invoice {
  @PrimaryGeneratedColumn() id: number;
  @Column() number: string;
  @OneToOne(() => Order, (order) => order.invoice, { nullable: false }) @JoinColumn() order: Relation<Order>;
}

/** Has relations of every kind. */
@Entity()
export class Order {
  @PrimaryGeneratedColumn() id: number;
  @Column({ unique: true }) code: string;
  @Column({ type: 'int', default: 1 }) priority: number;
  @VersionColumn() version: number;
  @ManyToOne(() => Customer, (customer) => customer.orders, { nullable: false, cascade: ['insert'] })
  customer: Relation<Customer>;
  @ManyToOne(() => Customer, { nullable: true, cascade: ['insert'] }) payer: Relation<Customer> | null;
  @OneToMany(() => OrderLine, (line) => line.order, { cascade: ['insert'] })
  @ArrayMaxSize(3)
  lines: Relation<OrderLine>[];
  @OneToOne(() => Invoice, (invoice) => invoice.order, { cascade: ['insert'] }) invoice: Relation<Invoice> | null;
  @ManyToMany(() => Label, { cascade: ['insert'] }) @JoinTable() labels: Relation<Label>[];
  @ManyToMany(() => Customer) @JoinTable({ name: 'order_watcher' }) watchers: Relation<Customer>[];
}

/** Every relation of an order may be written, in the way that it can. */
export const ORDER: ResourceDeclaration<Order> = {
  entity: Order,
  relations: {
    customer: { write: 'create' },
    payer: { write: 'create' },
    lines: { write: 'create' },
    invoice: { write: 'create' },
    labels: { write: 'create' },
    watchers: { write: 'link' },
  },
};

/** The parser of a resource with its neighbours, joined as an application joins them. */
export function shopParser(
  order: ResourceDeclaration<Order> = ORDER,
  others: readonly ResourceDeclaration[] = [],
): { readonly parser: PayloadParser; readonly resource: Resource; readonly classes: PayloadClasses } {
  const overridden = new Set(others.map(({ entity }) => entity));
  const bare = [Customer, Label, OrderLine, Invoice].filter((entity) => !overridden.has(entity));
  const { resources, pending, problems } = compileResources([order as ResourceDeclaration, ...bare, ...others], {
    place: 'forRoot',
  });
  const all = [...problems, ...linkRelations(pending, resources)];
  if (all.length > 0) throw new Error(all.map(({ message }) => message).join('\n'));
  const [resource] = resources;
  const classes = createPayloadClasses(resource!, entityClassOf(resource!.entity));
  return { parser: compilePayloadParser(resource!, classes), resource: resource!, classes };
}
