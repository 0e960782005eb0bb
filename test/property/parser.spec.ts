import type { Arbitrary } from 'fast-check';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LightApiError } from '../../lib/common/light-api.error.js';
import { FLAT_DIALECT } from '../../lib/query/dialects/flat.dialect.js';
import { compileMatcher } from '../../lib/query/matcher.js';
import { compileParameterTable, type ParameterTable } from '../../lib/query/parameter-table.js';
import type { ListQuestion, Question } from '../../lib/query/question.js';
import { compileLibrary } from '../contract/fixtures/library/resources.js';
import { completeRows, joinRows, type LibraryTable } from '../contract/fixtures/library/rows.js';
import { toCondition, type Tree } from '../contract/fixtures/library/tree.js';
import { anyLibrary } from './arbitraries/library.js';
import { anyRawQuery } from './arbitraries/raw-query.js';
import { anySearchBody } from './arbitraries/search-body.js';
import { AnyTree } from './arbitraries/tree.js';
import { settings, TIMEOUT_MS } from './settings.js';
import { treeJson } from './tree-json.js';

const QUESTIONS = 20_000;
const TREES = 5_000;
/** Trees about the same rows. */
const TREES_OF_LIBRARY = 100;

const resources = compileLibrary();
const tables = new Map([...resources].map(([name, resource]) => [name, compileParameterTable(resource)]));

describe('the parser', () => {
  it(`answers ${QUESTIONS} random queries of lists with a question or a problem`, { timeout: TIMEOUT_MS }, () => {
    const answered = askAll(anyRawQuery, (table, query) => FLAT_DIALECT.parseList(table, query), 'list');
    // Else the queries are too strange to say much.
    expect(answered).toBeGreaterThan(QUESTIONS / 50);
  });

  it(`answers ${QUESTIONS} random queries of items with a question or a problem`, { timeout: TIMEOUT_MS }, () => {
    const keyText: Arbitrary<string> = fc.oneof(fc.constantFrom('1', 'hall', ''), fc.string({ unit: 'binary' }));
    const anyItem = (table: ParameterTable) =>
      fc.tuple(
        anyRawQuery(table.item),
        fc.array(keyText, { maxLength: 3 }),
        fc.constantFrom('read', 'write', 'remove'),
      );
    askAll(anyItem, (table, [query, keyTexts, route]) => FLAT_DIALECT.parseItem(table, query, keyTexts, route), 'item');
    askAll(anyItem, (table, [query]) => FLAT_DIALECT.parseNothing(table, query), undefined);
  });

  it(`answers ${QUESTIONS} random bodies of searches with a question or a problem`, { timeout: TIMEOUT_MS }, () => {
    const answered = askAll(anySearchBody, (table, body) => FLAT_DIALECT.parseSearch(table, body), 'list');
    expect(answered).toBeGreaterThan(QUESTIONS / 50);
  });

  it(`means by ${TREES} random trees what their JSON says, in queries and in bodies`, { timeout: TIMEOUT_MS }, () => {
    const anyTree = new AnyTree();
    const anyQuestion = fc
      .constantFrom(...(resources.keys() as Iterable<LibraryTable>))
      .chain((name) => fc.tuple(fc.constant(name), anyTree.about(resources.get(name)!)));
    const several = fc.array(anyQuestion, {
      minLength: TREES_OF_LIBRARY,
      maxLength: TREES_OF_LIBRARY,
      size: 'max',
    });
    let understood = 0;
    const property = fc.property(anyLibrary(resources), several, (rows, asked) => {
      const joined = joinRows(completeRows(resources, rows));
      for (const [name, tree] of asked) {
        const questions = questionsOf(name, tree);
        const wanted = joined[name].map(compileMatcher(toCondition(resources.get(name)!, tree)));
        for (const { filter } of questions) {
          const found = joined[name].map(filter === undefined ? () => true : compileMatcher(filter));
          expect({ name, tree, found }).toEqual({ name, tree, found: wanted });
        }
        if (questions.length > 0) understood++;
      }
    });
    fc.assert(property, settings(TREES / TREES_OF_LIBRARY));
    expect(understood).toBeGreaterThan(TREES / 2);
  });

  it(`takes no text for a cursor but its own, of ${QUESTIONS}`, { timeout: TIMEOUT_MS }, () => {
    const table = tables.get('Novel')!;
    const question = FLAT_DIALECT.parseSearch(table, {});
    const edge = fc.record({
      side: fc.constantFrom('after' as const, 'before' as const),
      values: fc.array(fc.oneof(fc.constant(null), fc.integer(), fc.string())),
    });
    const change = fc.tuple(fc.nat(), fc.string({ maxLength: 2 }));
    const property = fc.property(edge, change, fc.string(), ({ side, values }, [place, piece], other) => {
      const text = table.cursors.encode(question, { side, values });
      expect(FLAT_DIALECT.parseSearch(table, { cursor: text }).cursor).toMatchObject({ side, values });
      const start = place % text.length;
      const changed = text.slice(0, start) + piece + text.slice(start + 1);
      for (const wrong of [changed, other, `${other}.${other}`, text + other]) {
        if (wrong === text || wrong === '') continue;
        expect(answers(() => FLAT_DIALECT.parseSearch(table, { cursor: wrong }), 'list')).toBe(false);
      }
    });
    fc.assert(property, settings(QUESTIONS / 4));
  });
});

/** How many were answered with a question, of this kind. */
function askAll<Asked>(
  anyAsked: (table: ParameterTable) => Arbitrary<Asked>,
  parse: (table: ParameterTable, asked: Asked) => Question | void,
  kind: Question['kind'] | undefined,
): number {
  let answered = 0;
  const all = [...tables].map(([name, table]) => fc.tuple(fc.constant(name), anyAsked(table)));
  const property = fc.property(fc.oneof(...all), ([name, asked]) => {
    if (answers(() => parse(tables.get(name)!, asked), kind)) answered++;
  });
  fc.assert(property, settings(QUESTIONS));
  return answered;
}

/** Whether there is a question, of this kind; anything but that and a problem of the caller's fails the property. */
function answers(parse: () => Question | void, kind: Question['kind'] | undefined): boolean {
  try {
    expect(parse()?.kind).toBe(kind);
    return true;
  } catch (error) {
    if (!(error instanceof LightApiError)) throw error;
    expect(error.status).toBeGreaterThanOrEqual(400);
    expect(error.status).toBeLessThan(500);
    return false;
  }
}

/** The questions that a tree is by way of a body and of a query; none where it is too deep or too long. */
function questionsOf(name: LibraryTable, tree: Tree): ListQuestion[] {
  const table = tables.get(name)!;
  const json = treeJson(table.resource, tree);
  if (json === undefined) return [];
  const text = JSON.stringify(json);
  try {
    return [
      FLAT_DIALECT.parseSearch(table, { filter: JSON.parse(text) as unknown }),
      FLAT_DIALECT.parseList(table, `filter=${encodeURIComponent(text)}`),
    ];
  } catch (error) {
    const isLimit = error instanceof LightApiError && error.errors.every(({ code }) => code === 'LA105');
    if (!isLimit) throw error;
    return [];
  }
}
