import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { JsonText } from '../../../common/json-text.js';
import type { Payload } from '../../../resource/payload.js';
import type { StoredItem } from '../../resource-repository.js';
import type { Engine } from './engine.factory.js';
import { createFieldLists, writeRow, type FieldList } from './field-list.js';
import type { LinkedColumn } from './linked-column.js';
import type { LinkedTable } from './linked-table.js';
import type { ReadOperation } from './read.operation.js';
import { createShape, runShape, type Shape } from './shape.js';
import { SqlDraft } from './sql-draft.js';
import type { SqlResult } from './sql-runner.js';
import { sentColumns } from './sent-columns.js';

/** A column that an INSERT fills in by itself: with an expression, or with a value made for each row. */
interface AutomaticColumn {
  readonly metadata: ColumnMetadata;
  readonly expression: string | undefined;
}

/** Inserts one row and answers with it. */
export class CreateOperation {
  /** The answer's fields, and the key behind them. */
  private readonly answer: FieldList;
  /** The key alone, for when the answer has to be selected. */
  private readonly keyOnly: FieldList;
  private readonly automatic: readonly AutomaticColumn[];

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly reads: ReadOperation,
    dataSource: DataSource,
  ) {
    const listOf = createFieldLists(table, true);
    this.answer = listOf(table.resource.representation.read);
    this.keyOnly = listOf([]);
    this.automatic = automaticColumns(table, dataSource);
  }

  async create(payload: Payload): Promise<StoredItem> {
    const sent = sentColumns(this.table, payload);
    const automatic = this.automatic.filter(
      ({ metadata }) => !sent.columns.some((column) => column.metadata === metadata),
    );
    const generated = automatic.filter(({ expression }) => expression === undefined).map(() => randomUUID() as string);
    const values = [...sent.parameters, ...generated];
    const shape = this.shapeOf(sent.shape, sent.columns, automatic);
    const result = await runShape(shape, values, undefined, this.table, this.engine, 'write');
    if (this.canReturn && this.answer.returning !== undefined) return this.stored(result);
    const key = this.canReturn ? this.returnedKey(result) : this.knownKey(sent.columns, automatic, values, result);
    return this.stored(await this.reads.find(this.answer, key, undefined, 'reread'));
  }

  private get canReturn(): boolean {
    return this.engine.dialect.returning.insert;
  }

  private stored(result: SqlResult): StoredItem {
    const row = result.rows[0] ?? [];
    const { answer } = this;
    const key = answer.keyIndexes.map((index) => {
      const column = answer.columns[index]!;
      return pathText((result.parsed ? column.writeParsed : column.writeRaw)(row[index] ?? null));
    });
    return { row: new JsonText(writeRow(answer, result, row)), key };
  }

  private returnedKey(result: SqlResult): unknown[] {
    return this.table.key.map((column, index) => {
      const raw = result.rows[0]?.[index] ?? null;
      return column.toParameter(result.parsed ? raw : keyValue(column, raw));
    });
  }

  /** Where INSERT answers nothing: what was sent, what was made here, or the number that the engine gave. */
  private knownKey(
    columns: readonly LinkedColumn[],
    automatic: readonly AutomaticColumn[],
    values: readonly unknown[],
    result: SqlResult,
  ): unknown[] {
    const made = [
      ...columns.map(({ metadata }) => metadata),
      ...automatic.filter(({ expression }) => expression === undefined).map(({ metadata }) => metadata),
    ];
    return this.table.key.map((column) => {
      const index = made.indexOf(column.metadata);
      return index === -1 ? column.toParameter(String(result.insertId)) : values[index];
    });
  }

  private shapeOf(key: string, columns: readonly LinkedColumn[], automatic: readonly AutomaticColumn[]): Shape {
    const known = this.answer.shapes.get(`insert ${key}`);
    if (known !== undefined) return known;
    const head = new SqlDraft().push(`INSERT INTO ${this.table.path} `);
    const names = [...columns.map(({ name }) => name), ...automatic.map(({ metadata }) => this.table.quote(metadata))];
    if (names.length === 0) head.push(this.engine.dialect.emptyInsert);
    else {
      head.push(`(${names.join(', ')}) VALUES (`);
      let slot = 0;
      for (const [index] of names.entries()) {
        if (index > 0) head.push(', ');
        const expression = automatic[index - columns.length]?.expression;
        if (expression === undefined) head.bind(slot++);
        else head.push(expression);
      }
      head.push(')');
    }
    const returned = this.answer.returning ?? this.keyOnly.returning;
    const shape = createShape(head, this.canReturn ? ` RETURNING ${returned}` : '', this.engine);
    this.answer.shapes.set(`insert ${key}`, shape);
    return shape;
  }
}

function automaticColumns(table: LinkedTable, dataSource: DataSource): AutomaticColumn[] {
  const { driver } = dataSource;
  return table.metadata.columns.flatMap((column): AutomaticColumn[] => {
    if (column.isVersion) return [{ metadata: column, expression: '1' }];
    const isUuid = column.isGenerated && column.generationStrategy === 'uuid';
    if (isUuid && !driver.isUUIDGenerationSupported()) return [{ metadata: column, expression: undefined }];
    const expression = table.dialect.insertDefault(column);
    return expression === undefined ? [] : [{ metadata: column, expression }];
  });
}

/** A key value as it stands in a path, out of its JSON text. */
function pathText(json: string): string {
  return json.startsWith('"') ? (JSON.parse(json) as string) : json;
}

/** A key value of the wire as a value of its field's JavaScript type. */
function keyValue(column: LinkedColumn, raw: unknown): unknown {
  const value: unknown = JSON.parse(column.writeRaw(raw));
  return column.field.type === 'datetime' ? new Date(value as string) : value;
}
