import { ALL_RIGHTS, type FieldRights } from '../resource/field-rights.js';
import type { Resource } from '../resource/resource.js';
import { CursorCodec } from './cursor.codec.js';
import { CursorSecret } from './cursor-secret.js';
import { once } from '../common/once.js';
import type { Parameter } from './parameter.js';
import { createItemScope, createListScope } from './parameter-scopes.js';
import type { ParameterScope } from './parameter-scope.js';
import { listQuestion } from './plain-questions.js';
import type { ListQuestion } from './question.js';
import type { Selection } from './selection.js';
import { clientSight, type Sight } from './sight.js';
import { withTieBreak } from './tie-break.js';
import { weakly } from '../common/weakly.js';
import { vocabularyOf, type Vocabulary } from './vocabulary.js';

/**
 * Everything the query parser knows of a resource: the closed world of its parameters. Made before the relations of the
 * application are joined, so each part is compiled when it is asked for first.
 */
export interface ParameterTable extends ParameterScope {
  readonly resource: Resource;
  /** Words about the resource itself, at the beginning of every path. */
  readonly vocabulary: Vocabulary;
  /** The parameters of the route that reads one item. */
  readonly item: ParameterScope;
  /** The parameters of routes that change one item and answer with it. */
  readonly writtenItem: ParameterScope;
  /** What `fields` chooses from in an item; a row of a list has that of the vocabulary. */
  readonly itemSelection: Selection;
  /** Writes and reads the cursors of the resource's lists. */
  readonly cursors: CursorCodec;
  /** What a list is asked without any parameter; frozen, one for all requests. */
  readonly defaultQuestion: ListQuestion;
  /** The same for callers who may do so much with fields. Its cursors are good for all of them. */
  for(rights: FieldRights): ParameterTable;
}

/**
 * Makes the table of a resource; at boot. Fields that are not readable have no place in it.
 *
 * @param secret signs cursors. Default: one that nobody else has
 */
export function compileParameterTable(resource: Resource, secret = new CursorSecret()): ParameterTable {
  const tables = new WeakMap<FieldRights, ParameterTable>();
  const cursors = new CursorCodec(resource, secret);
  const tableFor = (rights: FieldRights): ParameterTable => {
    let table = tables.get(rights);
    if (table === undefined)
      tables.set(rights, (table = createTable(vocabularyOf(resource, clientSight(rights)), cursors, tableFor)));
    return table;
  };
  return tableFor(ALL_RIGHTS);
}

/** The same in the words of code, which asks by the names of the entity and knows as much as the sight says. */
export function compileSpokenTable(resource: Resource, sight: Sight, secret?: CursorSecret): ParameterTable {
  const cursors = new CursorCodec(resource, secret ?? new CursorSecret());
  const table: ParameterTable = createTable(vocabularyOf(resource, sight), cursors, () => table);
  return table;
}

/** What clients know who may do everything; words that are made for it go with it. */
const documentedSight = weakly((): Sight => ({ ...clientSight(ALL_RIGHTS) }));

/** The table that the docs describe. It shares no words with the one that requests ask, which has them once it is asked. */
export function compileDocumentedTable(resource: Resource): ParameterTable {
  return compileSpokenTable(resource, documentedSight());
}

function createTable(vocabulary: Vocabulary, cursors: CursorCodec, tableFor: ParameterTable['for']): ParameterTable {
  const { resource } = vocabulary;
  const defaultQuestion = once(() => {
    const sort = Object.freeze(withTieBreak(vocabulary.defaultSort, resource.key));
    return Object.freeze(listQuestion(resource, { fields: vocabulary.selection.fields, sort }));
  });
  const forList = once(() => createListScope(vocabulary));
  const forItem = once(() => createItemScope(vocabulary, vocabulary.itemSelection, 'read'));
  const forWrittenItem = once(() => createItemScope(vocabulary, vocabulary.itemSelection, 'write'));
  return Object.freeze({
    resource,
    vocabulary,
    get itemSelection(): Selection {
      return vocabulary.itemSelection;
    },
    cursors,
    get item(): ParameterScope {
      return forItem();
    },
    get writtenItem(): ParameterScope {
      return forWrittenItem();
    },
    get parameters(): readonly Parameter[] {
      return forList().parameters;
    },
    get suggestions(): readonly string[] {
      return forList().suggestions;
    },
    understandsFilters: true,
    find: (name: string): Parameter | undefined => forList().find(name),
    get defaultQuestion(): ListQuestion {
      return defaultQuestion();
    },
    for: tableFor,
  });
}
