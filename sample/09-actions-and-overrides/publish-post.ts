import { ConflictException, Injectable } from '@nestjs/common';
import { IsOptional, IsString, Length } from 'class-validator';
import type { ActionContext, ResourceAction } from '../../lib/index.js';
import { Post } from './post.entity.js';

/** What `POST /posts/:id/publish` takes. */
export class PublishBody {
  @IsOptional()
  @IsString()
  @Length(3, 120)
  title?: string;
}

/** A class, made by the container: it could inject whatever it needs. */
@Injectable()
export class PublishPost implements ResourceAction<Post, PublishBody> {
  async run({ row, body, save }: ActionContext<Post, PublishBody>): Promise<void> {
    if (row.published) throw new ConflictException('It is published already.');
    await save(Object.assign(row, { published: true, title: body.title ?? row.title }));
  }
}
