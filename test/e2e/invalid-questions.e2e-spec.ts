import { Controller, Get, Injectable, Logger, Query } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  InjectResource,
  InvalidQuestionError,
  LightApiModule,
  ResourceService,
  type EntityPage,
  type ListOptions,
} from '../../lib/index.js';
import { Author } from '../entities/author.js';
import { Book } from '../entities/book.js';
import { describeApi } from './harness/describe-api.js';

/** A typo, as TypeScript would find it. */
const WRONG = { filter: { nam: { eq: 'x' } }, ordering: ['bornn'] } as unknown as ListOptions<Author>;

@Injectable()
class AuthorsService extends ResourceService<Author> {
  override list(question: ListOptions<Author> = {}): Promise<EntityPage<Author>> {
    return super.list({ ...question, filter: WRONG.filter });
  }
}

@Controller('shelf')
class ShelfController {
  constructor(@InjectResource(Book) private readonly books: ResourceService<Book>) {}

  @Get('wrong')
  wrong(): Promise<unknown> {
    return this.books.list({ filter: { titel: { eq: 'x' } } } as never);
  }

  @Get('included')
  included(): Promise<unknown> {
    return this.books.read(1, { include: ['writer'] as never });
  }

  @Get('choice')
  async choice(@Query('ordering') ordering: string): Promise<unknown> {
    try {
      return (await this.books.list({ ordering: [ordering] as never })).results.length;
    } catch (error) {
      if (error instanceof InvalidQuestionError) return { wrong: error.errors.map(({ pointer }) => pointer) };
      throw error;
    }
  }

  @Get('passed')
  passed(@Query('ordering') ordering: string): Promise<unknown> {
    return this.books.list({ ordering: [ordering] as never }).catch((error: Error) => {
      throw error instanceof InvalidQuestionError ? error.cause : error;
    });
  }

  @Get('page')
  page(@Query('cursor') cursor: string): Promise<unknown> {
    return this.books.list({ cursor });
  }
}

describeApi(
  'a question of the application that is not valid',
  {
    engines: ['sqlite'],
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        defaults: { access: 'public' },
        entities: [{ entity: Author, service: AuthorsService }, Book],
      }),
    ],
    module: { controllers: [ShelfController] },
    openapi: false,
  },
  (api) => {
    let lines: string[] = [];
    beforeEach(() => {
      lines = [];
      vi.spyOn(Logger.prototype, 'error').mockImplementation((line: unknown) => void lines.push(String(line)));
    });
    afterEach(() => vi.restoreAllMocks());

    const get = async (path: string) => {
      const answer = await fetch(api.url + path);
      return { status: answer.status, text: await answer.text() };
    };

    it('is a mistake of the application, behind its own routes and behind those of a resource', async () => {
      const answers = [await get('/shelf/wrong'), await get('/shelf/included'), await get('/authors')];
      expect(answers.map(({ status }) => status)).toEqual([500, 500, 500]);
      for (const { text } of answers) expect(text).not.toMatch(/titel|writer|nam\b|LA10/);
      expect(lines.join('\n')).toContain('The question about Author is not valid. /filter/nam ');
    });

    it('says all that is wrong to code that catches it', async () => {
      const service = api.app.get(ShelfController)['books'];
      const error: InvalidQuestionError = await service.list(WRONG as never).then(
        () => expect.fail('it was valid'),
        (thrown: InvalidQuestionError) => thrown,
      );
      expect(error).toBeInstanceOf(InvalidQuestionError);
      expect(error.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
        ['/filter/nam', 'LA106'],
        ['/ordering/0', 'LA106'],
      ]);
      expect(error.message).toMatch(/^The question about Book is not valid\. \/filter\/nam .+ \/ordering\/0 .+$/);
      expect(await get('/shelf/choice?ordering=nothing')).toEqual({ status: 200, text: '{"wrong":["/ordering/0"]}' });
    });

    it('is that of its client where the application passes it on, or it is a cursor', async () => {
      const passed = await get('/shelf/passed?ordering=nothing');
      expect([passed.status, passed.text]).toEqual([400, expect.stringContaining('LA106')]);
      const page = await get('/shelf/page?cursor=forged');
      expect([page.status, page.text]).toEqual([400, expect.stringContaining('LA108')]);
      expect(lines).toEqual([]);
    });
  },
);
