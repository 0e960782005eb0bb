import { sampleNames, samplePage } from '../.vitepress/samples.mjs';

export default {
  paths: () => sampleNames().map((name) => ({ params: { name }, content: samplePage(name) })),
};
