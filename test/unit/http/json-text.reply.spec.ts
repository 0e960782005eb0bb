import { Controller, Get, Header, type NestInterceptor, UseInterceptors } from '@nestjs/common';
import { map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { JsonText } from '../../../lib/common/json-text.js';
import { installJsonTextReply } from '../../../lib/http/json-text.reply.js';
import { PLATFORMS, startApp } from './fixtures/platforms.js';

const TEXT = '{"id": 1,  "title":"Ünïcode"}';

const wrapInData: NestInterceptor = {
  intercept: (_context, next) => next.handle().pipe(map((data: unknown) => ({ data }))),
};

@Controller()
class TextController {
  @Get('text')
  text(): JsonText {
    return new JsonText(TEXT);
  }

  @Get('wrapped')
  @UseInterceptors(wrapInData)
  wrapped(): JsonText {
    return new JsonText(TEXT);
  }

  @Get('typed')
  @Header('content-type', 'application/geo+json')
  typed(): JsonText {
    return new JsonText(TEXT);
  }

  @Get('object')
  object(): object {
    return { plain: true };
  }

  @Get('string')
  string(): string {
    return 'plain';
  }
}

describe.each(PLATFORMS)('installJsonTextReply on %s', (platform) => {
  const start = () =>
    startApp(
      platform,
      { controllers: [TextController] },
      {
        setup: (app) => {
          installJsonTextReply(app.getHttpAdapter() as never);
          installJsonTextReply(app.getHttpAdapter() as never);
        },
      },
    );

  it('sends the text as it is, as JSON', async () => {
    const answer = await (await start()).get('/text');
    expect(answer.text).toBe(TEXT);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(TEXT)));
  });

  it('makes no entity tag, which is left to those who know what an answer depends on', async () => {
    const answer = await (await start()).get('/text').set('If-None-Match', '*');
    expect(answer.status).toBe(200);
    expect(answer.headers['etag']).toBeUndefined();
  });

  it('serialises a text that an interceptor wrapped', async () => {
    const answer = await (await start()).get('/wrapped');
    expect(answer.body).toEqual({ data: { id: 1, title: 'Ünïcode' } });
  });

  it('keeps a content type that is already set', async () => {
    const answer = await (await start()).get('/typed');
    expect(answer.headers['content-type']).toContain('application/geo+json');
    expect(JSON.parse(answer.body instanceof Buffer ? answer.body.toString() : answer.text)).toEqual(JSON.parse(TEXT));
  });

  it('leaves other bodies alone', async () => {
    const agent = await start();
    expect((await agent.get('/object')).body).toEqual({ plain: true });
    const plain = await agent.get('/string');
    expect(plain.text).toBe('plain');
    expect(plain.headers['content-type']).toContain('text/');
  });

  it('answers HEAD with the length and no body', async () => {
    const answer = await (await start()).head('/text');
    expect(answer.status).toBe(200);
    expect(answer.text ?? '').toBe('');
    expect(answer.headers['content-length']).toBe(String(Buffer.byteLength(TEXT)));
  });
});
