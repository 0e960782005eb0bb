import type { Resource } from '../resource/resource.js';
import { CursorCodec } from './cursor.codec.js';
import { CursorSecret } from './cursor-secret.js';
import { once } from './once.js';
import type { Parameter } from './parameter.js';
import { createItemScope, createListScope } from './parameter-scopes.js';
import type { ParameterScope } from './parameter-scope.js';
import { listQuestion } from './plain-questions.js';
import type { ListQuestion } from './question.js';
import { compileSelection, type Selection } from './selection.js';
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
  /** The parameters of routes that change one item. */
  readonly writtenItem: ParameterScope;
  /** What `fields` chooses from in an item; a row of a list has that of the vocabulary. */
  readonly itemSelection: Selection;
  /** Writes and reads the cursors of the resource's lists. */
  readonly cursors: CursorCodec;
  /** What a list is asked without any parameter; frozen, one for all requests. */
  readonly defaultQuestion: ListQuestion;
}

/**
 * Makes the table of a resource; at boot. Fields that are not readable have no place in it.
 *
 * @param secret signs cursors. Default: one that nobody else has
 */
export function compileParameterTable(resource: Resource, secret = new CursorSecret()): ParameterTable {
  const vocabulary = vocabularyOf(resource);
  const { representation } = resource;
  const itemSelection =
    representation.read === representation.list ? vocabulary.selection : compileSelection(representation.read);
  const defaultQuestion = once(() => Object.freeze(listQuestion(resource)));
  const forList = once(() => createListScope(vocabulary));
  const forItem = once(() => createItemScope(vocabulary, itemSelection, 'read'));
  const forWrittenItem = once(() => createItemScope(vocabulary, itemSelection, 'write'));
  return Object.freeze({
    resource,
    vocabulary,
    itemSelection,
    cursors: new CursorCodec(resource, secret),
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
  });
}
