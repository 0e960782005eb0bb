import type { PermittedQuery } from '../query/permitted-query.js';
import type { Condition, Include, ItemQuestion, ListQuestion, Visibility } from '../query/question.js';
import { writeConditionText, writeRowsText, writeSortText } from '../query/question-text.js';
import type { Field } from '../resource/field.js';
import type { Relation, Resource, SortKey } from '../resource/resource.js';

/** What there is to know of a question to keep its answer. */
export interface QuestionPrint {
  /**
   * All that the answer depends on beside the rows: questions with one text have one answer, whoever asks. What access
   * rules have added is a part of it.
   */
  readonly text: string;
  /** Resources whose rows decide over the answer, beyond the row that an item question names by its key. */
  readonly resources: ReadonlySet<Resource>;
}

const fieldTexts = new WeakMap<readonly Field[], string>();

/** The print of a list, and of the page of it that is asked for. */
export function printList(resource: Resource, query: PermittedQuery<ListQuestion>): QuestionPrint {
  const { filter, sort, parent, page, pageSize, cursor, count, parameters } = query;
  const printer = new QuestionPrinter(query.visibility);
  printer.resources.add(resource);
  if (parent !== undefined) printer.resources.add(parent.relation.source);
  printer.sort(sort);
  if (filter !== undefined) printer.condition(filter);
  // The parameters stand in the links of the answer, in the order received.
  const place = cursor === undefined ? page : [cursor.side, cursor.values ?? null, cursor.walk ?? null];
  printer.add(writeRowsText(resource, query), JSON.stringify([place, pageSize, count, parameters]));
  printer.answer(query.fields, query.includes);
  return printer.done();
}

/** The print of an item; its own row is not among the resources unless it is looked for by more than its key. */
export function printItem(resource: Resource, query: PermittedQuery<ItemQuestion>): QuestionPrint {
  const printer = new QuestionPrinter(query.visibility);
  printer.add(JSON.stringify([resource.name, query.key, query.deleted]));
  if (query.filter !== undefined) printer.filter(query.filter);
  printer.answer(query.fields, query.includes);
  return printer.done();
}

/** Walks through a question once, for its text and for the resources that it leads to. */
class QuestionPrinter {
  readonly resources = new Set<Resource>();
  /** Those whose rows have to be visible to count. */
  private readonly reached = new Set<Resource>();
  private text = '';

  constructor(private readonly visibility: Visibility) {}

  add(...texts: readonly string[]): void {
    for (const text of texts) this.text += `${text}\n`;
  }

  filter(condition: Condition): void {
    this.condition(condition);
    this.add(writeConditionText(condition));
  }

  condition(condition: Condition, isRule = false): void {
    switch (condition.kind) {
      case 'comparison':
        return;
      case 'related':
        this.follow(condition.relation, isRule);
        return this.condition(condition.condition, isRule);
      case 'not':
        return this.condition(condition.condition, isRule);
      case 'rule':
        return this.condition(condition.condition, true);
      default:
        for (const part of condition.conditions) this.condition(part, isRule);
    }
  }

  sort(sort: readonly SortKey[]): void {
    for (const { via = [] } of sort) for (const relation of via) this.follow(relation);
  }

  follow({ target }: Relation, isRule = false): void {
    this.resources.add(target);
    if (!isRule) this.reached.add(target);
  }

  answer(fields: readonly Field[], includes: readonly Include[]): void {
    this.add(fieldsText(fields));
    for (const { relation, pageSize, sort, ...inner } of includes) {
      this.follow(relation);
      this.sort(sort);
      this.add(`${relation.name} ${pageSize} ${sort.map(writeSortText).join()}{`);
      this.answer(inner.fields, inner.includes);
      this.add('}');
    }
  }

  done(): QuestionPrint {
    if (this.visibility.size > 0) {
      for (const { name } of this.reached) {
        const condition = this.visibility.get(name);
        if (condition === undefined) continue;
        this.condition(condition, true);
        this.add(name, writeConditionText(condition));
      }
    }
    return { text: this.text, resources: this.resources };
  }
}

function fieldsText(fields: readonly Field[]): string {
  let text = fieldTexts.get(fields);
  if (text === undefined) fieldTexts.set(fields, (text = fields.map(({ name }) => name).join()));
  return text;
}
