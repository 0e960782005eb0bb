const SAMPLE = /^(?:\.\.\/)+sample\/([\w-]+)\/?$/;
const PAGE_OF_SAMPLE = /^(?:\.\.\/)+docs\/([\w-]+\.md(?:#.*)?)$/;

/** Links lead from file to file, as they do on a code host; samples and pages are neighbours on the site. */
export function linkSamples(md) {
  md.core.ruler.push('link_samples', ({ tokens }) => {
    for (const { children } of tokens)
      for (const token of children ?? [])
        if (token.type === 'link_open') token.attrSet('href', onSite(token.attrGet('href')));
  });
}

function onSite(href) {
  return href.replace(SAMPLE, '/samples/$1').replace(PAGE_OF_SAMPLE, '/$1');
}
