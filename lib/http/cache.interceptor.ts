import { Inject, type CallHandler, type ExecutionContext, type NestInterceptor, type Type } from '@nestjs/common';
import { lastValueFrom, of, type Observable } from 'rxjs';
import { AnswerKeeping } from '../cache/answer-keeping.js';
import type { AnswerCache, KeptAnswer } from '../cache/answer-cache.js';
import type { JsonText } from '../common/json-text.js';
import type { Resource } from '../resource/resource.js';
import type { AskedRoute, RouteQuestion } from './cached-routes.js';
import { recordAnswer, sendAnswer } from './read-answer.js';
import type { HttpRequest, HttpResponse } from './request-parameters.js';

/** The questions of the handlers whose answers are kept. */
export type RouteQuestions = ReadonlyMap<unknown, RouteQuestion>;

/**
 * Makes the interceptor class of a resource: `BookCacheInterceptor` answers from what is kept, and keeps what the handler
 * answers. It stands next to the handler, behind guards and the interceptors of the application: whoever may not ask is
 * turned away before, and what others make of answers is made of kept ones too.
 */
export function createCacheInterceptor({ name }: Resource, questions: RouteQuestions): Type<NestInterceptor> {
  const interceptor = {
    [`${name}CacheInterceptor`]: class extends CacheInterceptor {
      constructor(keeping: AnswerKeeping) {
        super(keeping, questions);
      }
    },
  }[`${name}CacheInterceptor`]!;
  Inject(AnswerKeeping)(interceptor, undefined, 0);
  return interceptor;
}

class CacheInterceptor implements NestInterceptor {
  constructor(
    private readonly keeping: AnswerKeeping,
    private readonly questions: RouteQuestions,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> | Promise<Observable<unknown>> {
    const { answers, sourcesOf, isInTransaction } = this.keeping;
    if (answers === undefined || isInTransaction()) return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const asked = this.questions.get(context.getHandler())?.(request, sourcesOf);
    if (asked === undefined) return next.handle();
    const response = http.getResponse<HttpResponse>();
    const kept = answers.kept(asked);
    if (kept !== undefined) return of(this.send(kept, true, asked, request, response));
    return this.answer(answers, asked, request, response, next);
  }

  private async answer(
    answers: AnswerCache,
    asked: AskedRoute,
    request: HttpRequest,
    response: HttpResponse,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    let own: { readonly value: unknown } | undefined;
    const { answer, isKept } = await answers.answer(asked, async () => {
      let recorded: KeptAnswer | undefined;
      recordAnswer(request, ({ text, etag, link }) => (recorded = { text, etag, link }));
      own = { value: await lastValueFrom(next.handle(), { defaultValue: undefined }) };
      return recorded;
    });
    // A handler of the application's own, which says nothing of what could be kept.
    if (answer === undefined) return own === undefined ? next.handle() : of(own.value);
    return of(this.send(answer, isKept, asked, request, response));
  }

  private send(
    answer: KeptAnswer,
    isKept: boolean,
    { head, surrogateKey }: AskedRoute,
    request: HttpRequest,
    response: HttpResponse,
  ): JsonText | undefined {
    if (isKept) this.keeping.hits++;
    else this.keeping.misses++;
    response.header('X-Cache', isKept ? 'HIT' : 'MISS');
    if (this.keeping.sendsSurrogateKeys) response.header('Surrogate-Key', surrogateKey);
    return sendAnswer(answer, head, request, response);
  }
}
