import type { DataSource } from 'typeorm';
import { Post } from './post.entity.js';

/** Puts some posts into an empty database. */
export async function seed({ manager }: DataSource): Promise<void> {
  if (await manager.existsBy(Post, {})) return;
  await manager.insert(Post, [
    { title: 'Moss', text: 'It grows.', author: 'ann', published: true, claps: 4 },
    { title: 'Lichen', text: 'It is two.', author: 'ben', published: true, claps: 7 },
    { title: 'Ferns', text: 'A draft about them.', author: 'ann' },
    { title: 'Horsetail', text: 'Another draft.', author: 'ben' },
  ]);
}
