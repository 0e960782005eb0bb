import { describe } from 'vitest';
import { itTells, type BrokenFile } from './fixtures/file-message.js';

const SYNTAX: readonly BrokenFile[] = [
  {
    title: 'an empty file',
    yaml: '',
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:1', '    LA050  the file is empty.'],
  },
  {
    title: 'a file of comments alone',
    yaml: '# nothing yet\n',
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:1', '    LA050  the file is empty.'],
  },
  {
    title: 'a list instead of a map',
    yaml: ['- Book', '- Author'].join('\n'),
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:1', '    LA053  the file is a list, not a map.'],
  },
  {
    title: 'a quote that is never closed',
    yaml: 'secret: "hunter2\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:1',
      '    LA051  a sign is missing: a quote, a bracket, a comma, or the blank behind a colon.',
    ],
  },
  {
    title: 'a bracket that is never closed',
    yaml: 'resources: { Book: { ordering: [title } }\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:39',
      '    LA051  the indentation does not fit what is around it.',
    ],
  },
  {
    title: 'a tab in the indentation',
    yaml: ['resources:', '\tBook: {}'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:1',
      '    LA051  a tab in the indentation; YAML takes blanks alone.',
    ],
  },
  {
    title: 'an indentation that fits nothing',
    yaml: ['resources:', '    Book: {}', '  Author: {}'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:1',
      '    LA051  the indentation does not fit what is around it.',
    ],
  },
  {
    title: 'two maps in one line',
    yaml: 'resources: Book: {}\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:12',
      '    LA051  a map or list begins in a line that has begun another: the colon is one too many, or the text has to be in quotes.',
    ],
  },
  {
    title: 'a sign that begins no text',
    yaml: 'secret: @vault\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:9',
      '    LA051  a text that has to be in quotes begins here.',
    ],
  },
  {
    title: 'an unknown escape',
    yaml: 'prefix: "\\q"\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:10',
      '    LA051  an escape that YAML does not know.',
    ],
  },
  {
    title: 'a tag',
    yaml: ['secret: !vault hunter2', 'prefix: !!js/function f'].join('\n'),
    says: [
      'LightApi cannot start: 2 problems.',
      '  lightapi.yaml:1:9',
      '    LA051  a tag; values are what they look like.',
      '  lightapi.yaml:2:9',
      '    LA051  a tag; values are what they look like.',
    ],
  },
  {
    title: 'a second document',
    yaml: ['resources: { Book: { table: books } }', '---', 'secret: hunter2'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:2:1',
      '    LA051  a second document begins here; a file is one.',
    ],
  },
  {
    title: 'a key that comes twice',
    yaml: ['prefix: api', 'resources: { Book: { table: books } }', 'prefix: v1'].join('\n'),
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:3:1',
      '    LA051  a key that is there already, further up.',
    ],
  },
  {
    title: 'a key that is a list',
    yaml: ['? [a]', ': b'].join('\n'),
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:3', '    LA051  a key is not a text.'],
  },
  {
    title: 'an alias without an anchor',
    yaml: 'defaults: *shared\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:11',
      '    LA051  an alias whose anchor was not set before.',
    ],
  },
  {
    title: 'aliases that multiply',
    yaml: [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
      'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      'd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
      'e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]',
      'resources: { Book: { scope: { where: { and: [*e,*e,*e,*e] } } } }',
    ].join('\n'),
    says: [
      'LightApi cannot start: 6 problems.',
      '  lightapi.yaml:1:1',
      '    LA052  a is not an option.',
      '           allowed: draft, database, defaults, prefix, publicUrl, secret, jwt, throttle, cache, cors, docs, health, metrics, shutdown, logging, pressure, slowQueryMs, tenancy, reflect, resources',
      '  lightapi.yaml:1:22',
      '    LA051  nested too deeply, or an alias that stands for too much.',
      '  lightapi.yaml:2:1',
      '    LA052  b is not an option.',
      '           allowed: draft, database, defaults, prefix, publicUrl, secret, jwt, throttle, cache, cors, docs, health, metrics, shutdown, logging, pressure, slowQueryMs, tenancy, reflect, resources',
      '  lightapi.yaml:3:1',
      '    LA052  c is not an option.',
      '           allowed: draft, database, defaults, prefix, publicUrl, secret, jwt, throttle, cache, cors, docs, health, metrics, shutdown, logging, pressure, slowQueryMs, tenancy, reflect, resources',
      '  lightapi.yaml:4:1',
      '    LA052  d is not an option.',
      '           allowed: draft, database, defaults, prefix, publicUrl, secret, jwt, throttle, cache, cors, docs, health, metrics, shutdown, logging, pressure, slowQueryMs, tenancy, reflect, resources',
      '  lightapi.yaml:5:1',
      '    LA052  e is not an option.',
      '           allowed: draft, database, defaults, prefix, publicUrl, secret, jwt, throttle, cache, cors, docs, health, metrics, shutdown, logging, pressure, slowQueryMs, tenancy, reflect, resources',
    ],
  },
  {
    title: 'an alias of what is around it',
    yaml: 'resources: { Book: { scope: &me { not: *me } } }\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:40',
      '    LA051  nested too deeply, or an alias that stands for too much.',
    ],
  },
  {
    title: 'more aliases than a file needs',
    yaml: `resources: { Book: { tags: [&t x${', *t'.repeat(101)}] } }\n`,
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:435', '    LA051  more than 100 aliases.'],
  },
  {
    title: 'brackets without end',
    yaml: `${'['.repeat(50_000)}\n`,
    says: ['LightApi cannot start: 1 problem.', '  lightapi.yaml:1:1', '    LA051  the file is nested too deeply.'],
  },
  {
    title: 'a variable inside of braces and without quotes',
    yaml: 'database: { url: ${URL}, logging: true }\n',
    says: [
      'LightApi cannot start: 1 problem.',
      '  lightapi.yaml:1:19',
      '    LA051  this does not belong here; inside of brackets and braces ${VARIABLE} has to be in quotes.',
    ],
  },
];

describe('a file that cannot be read as YAML is told of in full', () => itTells(SYNTAX));
