import type { Field } from '../resource/field.js';
import type { QueryLimits, Relation } from '../resource/resource.js';
import { isJsonObject, membersOf } from './json-object.js';
import { readJsonOperand } from './json-operand.js';
import { nearestPath } from './nearest-path.js';
import { adviceOnDepth } from './path-advice.js';
import { findAtPath, MAX_PATH_RELATIONS } from './path-lookup.js';
import { pathWords, type PathWords } from './path-words.js';
import type { QueryProblems } from './query-problems.js';
import type { Comparison, Condition, RelatedCondition } from './question.js';
import { joinPathConditions, type PathCondition } from './related-group.js';
import type { Vocabulary } from './vocabulary.js';

type Limits = Pick<QueryLimits, 'maxFilterDepth' | 'maxFilterNodes' | 'maxListItems'>;

/** A member of the tree: where it stands, and what it may speak of. */
interface Place {
  readonly vocabulary: Vocabulary;
  readonly path: readonly (string | number)[];
  /** Of the nodes that stand here, from 1. */
  readonly level: number;
}

/** A field that a path leads to, with the words about its resource. */
interface FoundField {
  readonly field: Field;
  readonly vocabulary: Vocabulary;
}

const NAME = 'filter';
const QUANTIFIERS: readonly string[] = ['some', 'none', 'every'];
const EVERYTHING: Condition = Object.freeze({ kind: 'and', conditions: [] });
const WORDS: PathWords = {
  names: ({ conditionNames, filterable }) => [...conditionNames, ...filterable.keys()],
  relations: ({ filterable }) => filterable.values(),
};

/**
 * Reads a filter that is written as a JSON tree:
 *
 * | member | holds when |
 * |---|---|
 * | `"and": [ … ]`, `"or": [ … ]` | all trees hold, or one of them |
 * | `"not": { … }` | the tree does not hold |
 * | `"title": { "eq": … }` | every operator holds for the field; also for one that a path leads to |
 * | `"reviews": { "some": { … } }` | the tree holds for some related row; also `none`, `every` |
 *
 * Members of one object are joined by AND, and paths through the same relation speak of the same row. Each of the above
 * is a node, and a level deeper than the one around it; an operator is one, and so is an empty object in a list.
 * `undefined` is what every row meets.
 */
export function readFilterTree(
  vocabulary: Vocabulary,
  json: unknown,
  limits: Limits,
  problems: QueryProblems,
): Condition | undefined {
  return new TreeReader(limits, problems).read(json, { vocabulary, path: [], level: 1 });
}

/** Reads one tree, and counts its nodes. */
class TreeReader {
  private nodes = 0;
  private isTooDeep = false;

  constructor(
    private readonly limits: Limits,
    private readonly problems: QueryProblems,
  ) {}

  read(json: unknown, place: Place): Condition | undefined {
    if (!isJsonObject(json)) return this.refuse('LA103', place, 'Must be a JSON object.');
    const parts: PathCondition[] = [];
    for (const [name, value] of membersOf(json)) {
      if (this.isFull) break;
      parts.push(...this.readMember(name, value, at(place, name)));
    }
    return joinPathConditions(parts);
  }

  private readMember(name: string, json: unknown, place: Place): readonly PathCondition[] {
    if (name === 'and' || name === 'or') return ofRow(this.readJunction(name, json, place));
    if (name === 'not') return ofRow(this.readNegation(json, place));
    const end = findAtPath(place.vocabulary, name, findField);
    if (end !== undefined) {
      const { via, found } = end;
      return this.readComparisons(found, json, place).map((condition) => ({ via, condition }));
    }
    const relation = place.vocabulary.filterable.get(name);
    if (relation !== undefined) return this.readQuantifiers(relation, json, place).flatMap(ofRow);
    if (this.enter(place)) this.refuse('LA106', place, `No such field.${this.adviceOn(name, place)}`);
    return [];
  }

  private readJunction(kind: 'and' | 'or', json: unknown, place: Place): Condition | undefined {
    if (!this.enter(place)) return undefined;
    if (!Array.isArray(json)) return this.refuse('LA103', place, 'Must be a JSON array of objects.');
    const conditions: Condition[] = [];
    for (const [index, item] of json.entries()) {
      if (this.isFull || (isEmpty(item) && !this.count())) break;
      conditions.push(this.read(item, below(at(place, index))) ?? EVERYTHING);
    }
    return { kind, conditions };
  }

  private readNegation(json: unknown, place: Place): Condition | undefined {
    if (!this.enter(place)) return undefined;
    return { kind: 'not', condition: this.read(json, below(place)) ?? EVERYTHING };
  }

  private readComparisons(found: FoundField, json: unknown, place: Place): readonly Comparison[] {
    const operators = membersOf(json);
    if (operators.length === 0 && this.enter(place)) {
      this.refuse('LA103', place, 'Must be a JSON object of operators, such as {"eq": …}.');
    }
    return operators.flatMap(([operator, value]) => {
      const behind = at(place, operator);
      return this.enter(behind) ? (this.readComparison(found, operator, value, behind) ?? []) : [];
    });
  }

  private readComparison(
    { field, vocabulary }: FoundField,
    operator: string,
    json: unknown,
    place: Place,
  ): Comparison | undefined {
    const condition = vocabulary.conditionsOf.get(field)?.find((candidate) => candidate.operator === operator);
    if (condition !== undefined) {
      const within = { name: NAME, path: place.path };
      const value = readJsonOperand(condition, json, within, this.limits.maxListItems, this.problems);
      return { kind: 'comparison', field, operator: condition.operator, value };
    }
    const operators = (vocabulary.conditionsOf.get(field) ?? []).map((allowed) => allowed.operator);
    if (operators.length === 0) return this.refuse('LA102', place, 'This field cannot be used in a filter.');
    const advice = this.problems.suggestion(operator, operators);
    return this.refuse('LA102', place, `This field takes other operators.${advice}`, operators);
  }

  private readQuantifiers(relation: Relation, json: unknown, place: Place): readonly RelatedCondition[] {
    const quantifiers = membersOf(json);
    if (quantifiers.length === 0 && this.enter(place)) {
      this.refuse('LA103', place, 'Must be a JSON object with "some", "none" or "every".');
    }
    return quantifiers.flatMap(([quantifier, tree]) => {
      const behind = at(place, quantifier);
      return this.enter(behind) ? (this.readRelated(relation, quantifier, tree, behind) ?? []) : [];
    });
  }

  private readRelated(
    relation: Relation,
    quantifier: string,
    json: unknown,
    place: Place,
  ): RelatedCondition | undefined {
    if (!isQuantifier(quantifier)) return this.refuse('LA102', place, 'A relation takes other words.', QUANTIFIERS);
    const inside = { ...below(place), vocabulary: place.vocabulary.of(relation.target) };
    return { kind: 'related', relation, quantifier, condition: this.read(json, inside) ?? EVERYTHING };
  }

  /** Counts a node; `false` when it is one too many. */
  private count(): boolean {
    const { maxFilterNodes } = this.limits;
    this.nodes++;
    if (this.nodes === maxFilterNodes + 1)
      this.problems.addWithin('LA105', NAME, [], `May have at most ${maxFilterNodes} nodes.`);
    return this.nodes <= maxFilterNodes;
  }

  /** The same for one that also may stand too deep. */
  private enter(place: Place): boolean {
    const { maxFilterDepth } = this.limits;
    if (!this.count()) return false;
    if (place.level <= maxFilterDepth) return true;
    if (!this.isTooDeep) this.refuse('LA105', place, `A tree may have at most ${maxFilterDepth} levels.`);
    this.isTooDeep = true;
    return false;
  }

  /** Whether there is no point in reading on. */
  private get isFull(): boolean {
    return this.nodes > this.limits.maxFilterNodes || this.problems.isFull;
  }

  private refuse(
    code: 'LA102' | 'LA103' | 'LA105' | 'LA106',
    { path }: Place,
    detail: string,
    allowed?: readonly string[],
  ): undefined {
    this.problems.addWithin(code, NAME, path, detail, allowed);
  }

  private adviceOn(name: string, { vocabulary }: Place): string {
    const tooLong = adviceOnDepth(vocabulary, name);
    if (tooLong !== undefined) return tooLong;
    const nearest = nearestPath(pathWords(vocabulary, WORDS, MAX_PATH_RELATIONS), name, this.problems);
    return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  }
}

function findField(vocabulary: Vocabulary, name: string): FoundField | undefined {
  const field = vocabulary.visibleFields.get(name);
  return field && { field, vocabulary };
}

function isEmpty(json: unknown): boolean {
  return isJsonObject(json) && Object.keys(json).length === 0;
}

function isQuantifier(text: string): text is 'some' | 'none' | 'every' {
  return QUANTIFIERS.includes(text);
}

function at(place: Place, segment: string | number): Place {
  return { ...place, path: [...place.path, segment] };
}

function below(place: Place): Place {
  return { ...place, level: place.level + 1 };
}

/** A condition on the row itself, where there is one. */
function ofRow(condition: Condition | undefined): readonly PathCondition[] {
  return condition === undefined ? [] : [{ via: [], condition }];
}
