import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';
import { sampleNames } from './samples.mjs';
import { linkSamples } from './link-samples.mjs';

const reference = JSON.parse(
  readFileSync(fileURLToPath(new URL('../reference/typedoc-sidebar.json', import.meta.url)), 'utf8'),
);

const page = (text, name) => ({ text, link: `/${name}` });

export default defineConfig({
  title: 'nestjs-lightapi',
  description: 'TypeORM entities become a production REST API when a Nest application starts.',
  lang: 'en',
  cleanUrls: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { config: linkSamples },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [page('Getting started', 'getting-started'), page('Reference', 'reference/')],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('What it is', ''),
          page('Getting started', 'getting-started'),
          page('Making it yours', 'making-it-yours'),
        ],
      },
      {
        text: 'The API',
        items: [
          page('Questions', 'questions'),
          page('Relations', 'relations'),
          page('Writes', 'writes'),
          page('Access', 'access'),
          page('Caching', 'caching'),
          page('Errors', 'errors'),
        ],
      },
      {
        text: 'Your own code',
        items: [
          page('Actions', 'actions'),
          page('Services and hooks', 'extending'),
          page('Layers', 'layers'),
          page('Testing', 'testing'),
        ],
      },
      {
        text: 'Running it',
        items: [page('Operations', 'operations'), page('Files', 'file'), page('The command line', 'cli')],
      },
      {
        text: 'Coming from',
        items: [
          page('LightAPI for Python', 'from-lightapi'),
          page('nestjsx/crud', 'from-crud'),
          page('Hand-written controllers', 'from-controllers'),
        ],
      },
      {
        text: 'Samples',
        collapsed: true,
        items: sampleNames().map((name) => page(name, `samples/${name}`)),
      },
      { text: 'Reference', collapsed: true, items: reference },
    ],
  },
});
