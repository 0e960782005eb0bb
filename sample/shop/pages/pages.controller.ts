import { Controller, Get, Header, HttpCode, Options, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthenticatedGuard, CurrentPrincipal, type Principal } from '../../../lib/index.js';
import { ApiProblem } from '../http/api-problem.decorator.js';
import { Message } from './message.js';

/** Written by hand, beside the generated routes, and behind the same limits and the same sign-in. */
@ApiTags('Pages')
@Controller()
export class PagesController {
  @Get('hello')
  @ApiOperation({ summary: 'Says hello.' })
  @ApiOkResponse({ type: Message })
  hello(): Message {
    return { message: 'Hello, World!' };
  }

  @Get('public')
  @ApiOperation({ summary: 'Is for everybody.' })
  @ApiOkResponse({ type: Message })
  everybody(): Message {
    return { message: 'Come in, we are open.' };
  }

  @Get('secret')
  @UseGuards(AuthenticatedGuard)
  @ApiOperation({ summary: 'Is for who has signed in.' })
  @ApiBearerAuth()
  @ApiOkResponse({ type: Message })
  @ApiProblem(401, 'The token is missing or not valid.')
  secret(@CurrentPrincipal() { claims }: Principal): Message {
    return { message: `Nobody else knows, ${String(claims['name'])}.` };
  }

  /** LightApi does this for its own routes; those of a host are the host's. */
  @Options(['hello', 'public', 'secret'])
  @HttpCode(204)
  @Header('Allow', 'GET, HEAD, OPTIONS')
  @ApiExcludeEndpoint()
  options(): void {}
}
