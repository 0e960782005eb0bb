import type { Include, RelatedQuestion, Visibility } from '../../../../query/question.js';
import type { Relation } from '../../../../resource/resource.js';
import type { RelatedRows } from '../../../resource-repository.js';
import type { RepositoryLookup } from '../../repository-lookup.js';
import type { Engine } from '../engine.factory.js';
import { createFieldLists, writeRow, type FieldList, type FieldListOf } from '../field-list.js';
import { appendVisibility } from '../filter.builder.js';
import type { LinkedTable } from '../linked-table.js';
import { orderText, sortColumn, withSortJoins } from '../ordering.builder.js';
import type { LinkRowsBuilder } from '../sql-dialect.js';
import { SqlDraft } from '../sql-draft.js';
import type { SqlResult } from '../sql-runner.js';
import { createStatement } from '../statement.factory.js';
import { appendJoins } from './joined-table.js';
import { LinkIndex } from './link-index.js';
import { createRelatedSource, type RelatedSource } from './related-source.js';
import type { LoadedRelations } from './nested-list.factory.js';
import { loadRelated } from './related.loader.js';

/** Links that one statement takes; those of more rows are asked for by several. */
const MAX_LINKS = 1_000;

type Links = RelatedQuestion['links'];

/** A row of a relation with the text of the link that it was found by; `undefined` when none is anything like it. */
export interface LinkedRow {
  readonly link: string | undefined;
  readonly row: readonly unknown[];
}

/** The rows of a relation in their order, and all that they are written with. */
export interface FoundRelated {
  readonly list: FieldList;
  /** Says how the values of all rows are to be read. */
  readonly result: SqlResult;
  readonly rows: readonly LinkedRow[];
  readonly loaded: LoadedRelations;
}

/**
 * Reads the rows that belong to each of many rows on the other side of a relation: one statement for all of them,
 * capped for each.
 */
export class RelatedOperation {
  private readonly sources = new WeakMap<Relation, RelatedSource>();

  constructor(
    private readonly table: LinkedTable,
    private readonly engine: Engine,
    private readonly repositoryOf: RepositoryLookup,
    private readonly listOf: FieldListOf = createFieldLists(table, { repositoryOf }),
  ) {}

  async related(question: RelatedQuestion): Promise<RelatedRows> {
    const { list, result, rows, loaded } = await this.find(question);
    return groupTexts(rows, (row) => writeRow(list, result, row, loaded));
  }

  async find({ include, links, visibility }: RelatedQuestion): Promise<FoundRelated> {
    if (visibility.size > 0) await this.engine.dialect.ready?.();
    const list = this.listOf(include.fields, include.includes);
    const results: SqlResult[] = [];
    for (let first = 0; first < links.length; first += MAX_LINKS) {
      const draft = this.draftOf(list, include, links.slice(first, first + MAX_LINKS), visibility);
      const statement = createStatement(draft, this.engine.dialect);
      results.push(await this.engine.runner.run(statement, draft.parameters, 'list'));
    }
    const rows = results.flatMap((result) => result.rows);
    const loaded = await loadRelated(
      list.requests,
      rows,
      { includes: include.includes, visibility },
      this.repositoryOf,
    );
    const index = new LinkIndex(links);
    const linked = rows.map((row): LinkedRow => ({ link: index.keyOf(row.slice(list.width)), row }));
    return { list, result: results[0]!, rows: linked, loaded };
  }

  private draftOf(list: FieldList, include: Include, links: Links, visibility: Visibility): SqlDraft {
    const source = this.sourceOf(include.relation);
    if (include.relation.kind === 'one') {
      const draft = this.begin(list, include, source, '', visibility);
      this.engine.dialect.amongLinks(draft, source.links, links);
      return draft;
    }
    const { appendLinkRows } = source;
    if (appendLinkRows === undefined) return this.ranked(list, include, source, links, visibility);
    return this.lookedUp(list, include, source, appendLinkRows, links, visibility);
  }

  /** All related rows are found at once and numbered for each link. */
  private ranked(
    list: FieldList,
    include: Include,
    source: RelatedSource,
    links: Links,
    visibility: Visibility,
  ): SqlDraft {
    const partition = source.links.map(({ reference }) => reference).join(', ');
    const order = orderText(include.sort, this.table);
    const rank = `, ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${order}) AS lightapi_rank`;
    const inner = this.begin(list, include, source, rank, visibility);
    this.engine.dialect.amongLinks(inner, source.links, links);
    const draft = new SqlDraft().push(`SELECT ${columnNames(list, source)} FROM (`).append(inner);
    draft.push(') lightapi_ranked WHERE lightapi_rank <= ').bind(include.pageSize);
    return draft.push(' ORDER BY lightapi_rank');
  }

  /** Each link is looked up by itself, so that no more rows are read than are shown. */
  private lookedUp(
    list: FieldList,
    include: Include,
    source: RelatedSource,
    appendLinkRows: LinkRowsBuilder,
    links: Links,
    visibility: Visibility,
  ): SqlDraft {
    const draft = new SqlDraft().push(`SELECT ${columnNames(list, source)} FROM `);
    appendLinkRows(draft, links);
    const columns = include.sort.map((key) => sortColumn(key, this.table));
    const sorted = columns.map(({ reference }, index) => `, ${reference} AS s${index}`).join('');
    draft.push(' CROSS JOIN LATERAL (').append(this.begin(list, include, source, sorted, visibility));
    draft.push(source.links.map(({ reference }, index) => `${reference} = lightapi_links.k${index}`).join(' AND '));
    draft.push(` ORDER BY ${orderText(include.sort, this.table)} LIMIT `);
    draft.bind(include.pageSize);
    const order = columns.map(({ nullable }, index) =>
      this.engine.dialect.sortTerm(`s${index}`, include.sort[index]!.direction, nullable),
    );
    return draft.push(`) lightapi_related ORDER BY ${order.join(', ')}`);
  }

  /** Up to the condition on the links. */
  private begin(
    list: FieldList,
    { sort, relation }: Include,
    source: RelatedSource,
    beside: string,
    visibility: Visibility,
  ): SqlDraft {
    const draft = new SqlDraft().push(`SELECT ${list.select}, ${source.select}${beside} FROM ${source.from}`);
    const joins = relation.kind === 'one' ? list.joins : withSortJoins(list.joins, sort, this.table);
    appendJoins(draft, joins, visibility);
    draft.push(' WHERE ');
    if (source.isThere !== undefined) draft.push(`${source.isThere} AND `);
    appendVisibility(draft, this.table, { visibility, isWrite: false });
    return draft;
  }

  private sourceOf(relation: Relation): RelatedSource {
    let source = this.sources.get(relation);
    if (source === undefined) this.sources.set(relation, (source = createRelatedSource(this.table, relation)));
    return source;
  }
}

/** The texts of rows by their links; a row without a text is left out. */
export function groupTexts(
  rows: readonly LinkedRow[],
  textOf: (row: readonly unknown[]) => string | undefined,
): RelatedRows {
  const related = new Map<string, string[]>();
  for (const { link, row } of rows) {
    const text = link === undefined ? undefined : textOf(row);
    if (link === undefined || text === undefined) continue;
    const texts = related.get(link);
    if (texts === undefined) related.set(link, [text]);
    else texts.push(text);
  }
  return related;
}

function columnNames(list: FieldList, source: RelatedSource): string {
  const names = Array.from({ length: list.width }, (_, index) => `c${index}`);
  return [...names, ...source.links.map((_, index) => `l${index}`)].join(', ');
}
