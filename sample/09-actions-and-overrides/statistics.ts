import { Injectable } from '@nestjs/common';
import { Expose } from 'class-transformer';
import { IsInt } from 'class-validator';
import { InjectResource, ResourceService } from '../../lib/index.js';
import { Post } from './post.entity.js';

/** What `GET /posts/statistics` answers: what is under `@Expose()`, and nothing else. */
export class Statistics {
  @Expose()
  @IsInt()
  published: number;
}

/** An action on the collection. */
@Injectable()
export class CountPosts {
  constructor(@InjectResource(Post) private readonly posts: ResourceService<Post>) {}

  async run(): Promise<Statistics> {
    return { published: await this.posts.count({ filter: { published: { eq: true } } }) };
  }
}
