import { Module } from '@nestjs/common';
import { LightApiModule } from '../../lib/index.js';
import { BlogKeys } from './blog-keys.js';
import { POSTS } from './post.resource.js';

@Module({
  imports: [LightApiModule.forRoot({ auth: { apiKeys: BlogKeys } }), LightApiModule.forFeature([POSTS])],
})
export class AppModule {}
