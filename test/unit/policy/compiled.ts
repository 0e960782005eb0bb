import { Column, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { ANONYMOUS, type Principal } from '../../../lib/common/principal.js';
import { compileResources } from '../../../lib/compiler/compile.js';
import type { ResourceSource } from '../../../lib/compiler/draft.js';
import { linkRelations } from '../../../lib/compiler/link.js';
import type { Resource } from '../../../lib/resource/resource.js';

@Entity()
export class Crate {
  @PrimaryGeneratedColumn() id: number;
  @Column() label: string;
  @Column({ type: 'int' }) userId: number;
  @Column({ type: 'int', nullable: true }) tenantId: number | null;
  @OneToMany(() => Bottle, (bottle) => bottle.crate, { cascade: ['insert'] }) bottles: Bottle[];
}

@Entity()
export class Bottle {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: 'int' }) year: number;
  @Column({ type: 'int', nullable: true }) userId: number | null;
  @Column({ type: 'int', nullable: true }) crateId: number | null;
  @ManyToOne(() => Crate, (crate) => crate.bottles, { cascade: ['insert'], nullable: true })
  @JoinColumn({ name: 'crateId' })
  crate: Relation<Crate> | null;
}

/** Resources with their rules, by name; told as a text when something is wrong with them. */
export function compiled(sources: readonly unknown[], tenancy?: { field: string }): Record<string, Resource> {
  const { resources, problems, pending } = compileResources(sources as ResourceSource[], { place: 'test', tenancy });
  const all = [...problems, ...linkRelations(pending, resources)];
  if (all.length > 0) throw new Error(all.map(({ code, message }) => `${code} ${message}`).join('\n'));
  return Object.fromEntries(resources.map((resource) => [resource.name, resource]));
}

export function principal(id: string, change: Partial<Principal> = {}): Principal {
  return { ...ANONYMOUS, id, ...change };
}
