import { action, or, owner, role, where, type ResourceDeclaration } from '../../lib/index.js';
import { NoShoutingGuard } from './no-shouting.guard.js';
import { Post } from './post.entity.js';
import { PostsController } from './posts.controller.js';
import { PublishBody, PublishPost } from './publish-post.js';
import { CountPosts, Statistics } from './statistics.js';

const isPublished = where({ published: { eq: true } });

/** Published posts are for everybody, drafts for their author and the editor. */
export const POSTS: ResourceDeclaration<Post> = {
  entity: Post,
  access: { read: or(isPublished, owner('author'), role('editor')), write: owner('author') },
  fields: { published: 'readOnly', claps: 'readOnly' },
  controller: PostsController,
  enhancers: { create: { guards: [NoShoutingGuard] } },
  actions: {
    publish: {
      run: PublishPost,
      body: PublishBody,
      access: role('editor'),
      problems: { 409: 'It is published already.' },
    },
    clap: action(Post, {
      access: isPublished,
      run: async ({ row, save }) => save(Object.assign(row, { claps: row.claps + 1 })),
    }),
    statistics: { run: CountPosts, scope: 'collection', method: 'GET', access: 'public', answer: Statistics },
  },
};
