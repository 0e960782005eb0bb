import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { ENGINE_TYPES } from '../../contract/fixtures/engine-types.js';
import { createSampleEntity } from '../../contract/fixtures/sample.js';
import type { Engine } from '../../e2e/harness/test-databases.js';

type Row = Record<string, unknown>;

/** Entities with every type of column that the engine has, columns under one name, keys of several, and inheritance. */
export function createMuseumEntities(engine: Engine): readonly EntitySchema[] {
  return [createRoom(), createExhibit(engine), ...createVehicles()];
}

/** The prefix of columns that one engine alone has. */
export function ownColumn(name: string): string {
  return `own_${name}`;
}

function createExhibit(engine: Engine): EntitySchema<Row> {
  const { columns } = createSampleEntity(engine).options;
  const own: Record<string, EntitySchemaColumnOptions> = {};
  for (const [name, [column]] of Object.entries(ENGINE_TYPES[engine])) {
    own[ownColumn(name)] = { ...column, nullable: true };
  }
  return new EntitySchema<Row>({
    name: 'Exhibit',
    tableName: 'All exhibits',
    columns: {
      ...columns,
      label: { type: 'varchar', length: 60, name: 'The label', default: '' },
      small: { type: 'smallint', nullable: true },
      memo: { type: 'text', nullable: true },
      ...own,
    },
    embeddeds: { size: { schema: SIZE, prefix: 'size_' } },
    relations: {
      room: {
        type: 'many-to-one',
        target: 'Room',
        inverseSide: 'exhibits',
        nullable: true,
        joinColumn: [
          { name: 'room_wing', referencedColumnName: 'wing' },
          { name: 'room_number', referencedColumnName: 'number' },
        ],
      },
      carrier: { type: 'many-to-one', target: 'Vehicle', nullable: true, joinColumn: { name: 'carrier' } },
      original: {
        type: 'many-to-one',
        target: 'Exhibit',
        inverseSide: 'copies',
        nullable: true,
        joinColumn: true,
        createForeignKeyConstraints: false,
      },
      copies: { type: 'one-to-many', target: 'Exhibit', inverseSide: 'original' },
    },
  });
}

/** Columns that live under one name. */
const SIZE = new EntitySchema<Row>({
  name: 'Size',
  columns: {
    widthMm: { type: 'int', nullable: true },
    note: { type: 'varchar', length: 200, nullable: true },
    weight: { type: 'decimal', precision: 14, scale: 4, nullable: true },
  },
});

/** A key of a text and of a number beyond what JavaScript counts one by one. */
function createRoom(): EntitySchema<Row> {
  return new EntitySchema<Row>({
    name: 'Room',
    columns: {
      wing: { type: 'varchar', length: 20, primary: true },
      number: { type: 'bigint', primary: true },
      text: { type: 'varchar', length: 200, nullable: true },
      floor: { type: 'smallint', nullable: true },
      deletedAt: { type: Date, precision: 3, deleteDate: true },
    },
    relations: { exhibits: { type: 'one-to-many', target: 'Exhibit', inverseSide: 'room' } },
  });
}

class Vehicle {}
class Car extends Vehicle {}
class Truck extends Vehicle {}

/** Entities of one table. */
function createVehicles(): EntitySchema[] {
  return [
    new EntitySchema({
      name: 'Vehicle',
      target: Vehicle,
      inheritance: { pattern: 'STI', column: { name: 'kind', type: 'varchar', length: 20 } },
      columns: { id: { type: 'int', primary: true }, plate: { type: 'varchar', length: 50 } },
    }),
    new EntitySchema({
      name: 'Car',
      target: Car,
      type: 'entity-child',
      discriminatorValue: 'car',
      columns: { doors: { type: 'int', nullable: true } },
    } as never),
    new EntitySchema({
      name: 'Truck',
      target: Truck,
      type: 'entity-child',
      discriminatorValue: 'truck',
      columns: { loadTons: { type: 'decimal', precision: 6, scale: 2, nullable: true } },
    } as never),
  ];
}
