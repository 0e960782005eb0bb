import { Controller, Get, Logger } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import {
  CurrentPrincipal,
  InjectResource,
  ResourceController,
  ResourceService,
  type Principal,
} from '../../lib/index.js';
import { Post } from './post.entity.js';

/** In the place of the generated controller. Whatever it does not override stays as it is. */
@Controller()
export class PostsController extends ResourceController {
  private readonly logger = new Logger('Posts');

  constructor(@InjectResource(Post) private readonly posts: ResourceService<Post>) {
    super();
  }

  override async remove(...asked: Parameters<ResourceController['remove']>): Promise<void> {
    await super.remove(...asked);
    this.logger.log('a post is gone');
  }

  /** A route beside them. `as` makes it answer with what the caller may see. */
  @ApiOkResponse({ type: String, isArray: true })
  @Get('top')
  async top(@CurrentPrincipal() as: Principal): Promise<readonly string[]> {
    const { results } = await this.posts.list({ as, ordering: ['-claps', 'id'], pageSize: 3 });
    return results.map(({ title }) => title);
  }
}
