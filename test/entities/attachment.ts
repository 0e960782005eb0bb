import { Column, Entity, PrimaryGeneratedColumn, type ColumnType } from 'typeorm';
import type { Type } from '@nestjs/common';

/** An entity with columns whose types every engine names differently: bytes, and instants of the world's time. */
export function attachmentEntity(engine: string | undefined): Type<object> {
  const bytesType: ColumnType = engine === 'postgres' ? 'bytea' : 'blob';
  const instantType: ColumnType = engine === 'postgres' ? 'timestamptz' : 'datetime';

  @Entity()
  class Attachment {
    @PrimaryGeneratedColumn()
    id: number;

    @Column({ length: 40 })
    title: string;

    @Column({ type: bytesType, nullable: true })
    bytes: Buffer | null;

    @Column({ type: instantType, ...(engine !== 'better-sqlite3' && { precision: 3 }), nullable: true })
    receivedAt: Date | null;
  }
  return Attachment;
}
