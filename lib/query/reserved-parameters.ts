import type { ReservedParameter } from './parameter.js';
import {
  countParameter,
  cursorParameter,
  deletedParameter,
  fieldsParameter,
  includeParameter,
  orderingParameter,
  pageParameter,
  pageSizeParameter,
  searchParameter,
  treeParameter,
} from './reserved-parameter.factory.js';
import type { Selection } from './selection.js';
import type { Vocabulary } from './vocabulary.js';

/** The parameters of a list that are no conditions on single fields. */
export function listParameters(vocabulary: Vocabulary): readonly ReservedParameter[] {
  const { resource, selection, searchFields } = vocabulary;
  const ordering = orderingParameter(vocabulary);
  return [
    pageParameter(resource),
    pageSizeParameter(resource),
    cursorParameter(resource),
    ...(ordering === undefined ? [] : [ordering]),
    ...(searchFields.length > 0 ? [searchParameter(searchFields)] : []),
    treeParameter(resource),
    ...answerParameters(vocabulary, selection),
    countParameter(resource),
    ...(resource.showsDeleted ? [deletedParameter()] : []),
  ];
}

/** The parameters of routes that answer one item: those that read it know `deleted` besides. */
export function itemParameters(
  vocabulary: Vocabulary,
  selection: Selection,
  route: 'read' | 'write',
): readonly ReservedParameter[] {
  const showsDeleted = route === 'read' && vocabulary.resource.showsDeleted;
  return [...answerParameters(vocabulary, selection), ...(showsDeleted ? [deletedParameter()] : [])];
}

function answerParameters(vocabulary: Vocabulary, selection: Selection): readonly ReservedParameter[] {
  const include = vocabulary.includable.size > 0 ? [includeParameter(vocabulary)] : [];
  return [fieldsParameter(vocabulary, selection), ...include];
}
