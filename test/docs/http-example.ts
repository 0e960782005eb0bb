/** A request of a documentation page, with the answer that the page promises. */
export interface HttpExample {
  /** Line of the request in the page, from 1. */
  readonly line: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly answer: ExpectedAnswer;
}

/** What an answer has to be like: members that the page leaves out may be anything. */
export interface ExpectedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Message {
  readonly line: number;
  readonly start: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const BLOCK = /^```http\n(.*?)\n```$/gms;

/**
 * The examples of a page: each `http` block with a request is followed by one with its answer, both as HTTP/1.1 writes
 * them.
 *
 * @throws Error for a request without an answer, or an answer without a request.
 */
export function readExamples(markdown: string): HttpExample[] {
  const messages = [...markdown.matchAll(BLOCK)].map((match) =>
    readMessage(match[1]!, markdown.slice(0, match.index).split('\n').length + 1),
  );
  const examples: HttpExample[] = [];
  for (let index = 0; index < messages.length; index += 2) {
    const [request, answer] = [messages[index]!, messages[index + 1]];
    if (isAnswer(request)) throw new Error(`Line ${request.line}: an answer without a request.`);
    if (answer === undefined || !isAnswer(answer))
      throw new Error(`Line ${request.line}: a request without an answer.`);
    examples.push(toExample(request, answer));
  }
  return examples;
}

function isAnswer({ start }: Message): boolean {
  return start.startsWith('HTTP/');
}

/** A request target that is long may go on in further lines, each with a blank in front. */
function readMessage(text: string, line: number): Message {
  const blank = text.indexOf('\n\n');
  const head = (blank === -1 ? text : text.slice(0, blank)).replaceAll(/\n\s+/g, '');
  const [start, ...fields] = head.split('\n');
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  });
  return {
    line,
    start: start!,
    headers: Object.fromEntries(headers),
    body: blank === -1 ? undefined : text.slice(blank + 2),
  };
}

function toExample(request: Message, answer: Message): HttpExample {
  const [method, path] = request.start.split(' ') as [string, string];
  const status = Number(answer.start.split(' ')[1]);
  const body: unknown = answer.body === undefined ? undefined : JSON.parse(answer.body);
  const { line, headers } = request;
  return { line, method, path, headers, body: request.body, answer: { status, headers: answer.headers, body } };
}
