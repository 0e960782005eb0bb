import { beforeAll, describe, expect, it } from 'vitest';
import { LightApiModule } from '../../lib/index.js';
import { Specimen } from '../entities/specimen.js';
import { created, listed } from './fixtures/rows.js';
import { describeApi } from './harness/describe-api.js';

/** Texts that only their case, an accent, a blank or a wildcard tells apart. */
const TEXTS = [
  '100% pure',
  '1000 pure',
  'snake_case',
  'snake-case',
  'C:\\temp\\',
  'C:/temp/',
  'ÄÖÜ',
  'äöü',
  'AOU',
  'ΣΟΦΙΑ',
  'σοφια',
  'ĐURO',
  'đuro',
  'Duro',
  'ЖУК',
  'жук',
  'café',
  'CAFÉ',
  'cafe\u0301',
  'cafe',
  'Cafe',
  'cafe ',
  'straße',
  'strasse',
  'I 😀 you',
  'I 😁 you',
  '',
  ' ',
  'O\'Brien "says" `hi`',
  'line\nbreak\ttab',
  'null',
];

/** What is looked for beside the texts themselves. */
const PIECES = [
  ['%', '_', '\\', '100%', 'snake_', '\\temp', 'temp\\', 'C:\\', '%pure', '__', '\\\\', '\\%'],
  ['Ä', 'ä', 'ÄÖ', 'öü', 'Öü', 'aou', 'Σ', 'σ', 'ΟΦΙ', 'Đ', 'đ', 'D', 'uro', 'URO', 'Ж', 'уК', 'É', 'é', 'e', 'E'],
  ['\u0301', 'ß', 'SS', '😀', '😁', '😂', "'", '"', '`', '\n', '\t', 'absent', "' OR '1'='1", '*', '?', '[a-z]'],
];
const PROBES = [...TEXTS, ...PIECES.flat()];

const lower = (text: string): string => text.toLowerCase();

/** JavaScript compares code units, which no collation blurs. */
const ORACLE: Readonly<Record<string, (text: string, probe: string) => boolean>> = {
  eq: (text, probe) => text === probe,
  contains: (text, probe) => text.includes(probe),
  startswith: (text, probe) => text.startsWith(probe),
  endswith: (text, probe) => text.endsWith(probe),
  icontains: (text, probe) => lower(text).includes(lower(probe)),
  istartswith: (text, probe) => lower(text).startsWith(lower(probe)),
  iendswith: (text, probe) => lower(text).endsWith(lower(probe)),
};

describeApi(
  'text',
  {
    imports: (database) => [
      LightApiModule.forRoot({
        database,
        entities: [
          { entity: Specimen, search: ['varcharValue', 'renamedValue'] },
          {
            entity: Specimen,
            name: 'Pattern',
            path: 'patterns',
            filter: { textValue: ['like', 'ilike'], intValue: ['eq'] },
          },
        ],
      }),
    ],
  },
  (api) => {
    beforeAll(async () => {
      for (const [index, text] of TEXTS.entries()) {
        await created(api, '/specimens', {
          intValue: index,
          varcharValue: text,
          textValue: text,
          renamedValue: `No ${index}`,
        });
      }
      await created(api, '/specimens', { intValue: 99, varcharValue: 'NULL beside' });
    });

    const found = async (query: string, path = '/specimens'): Promise<unknown[]> => {
      return listed(api, path, 'textValue', `ordering=intValue&${query}`);
    };

    for (const field of ['textValue', 'varcharValue']) {
      // The row that has no textValue has a varcharValue.
      const narrowed = field === 'textValue' ? '' : '&intValue__lt=99';
      const rest = field === 'textValue' ? [null] : [];
      it.each(PROBES)(`${field} is found by %j as a plain comparison finds it`, async (probe) => {
        const value = encodeURIComponent(probe);
        for (const [operator, isMatch] of Object.entries(ORACLE)) {
          const expected = TEXTS.filter((text) => isMatch(text, probe));
          expect({ [operator]: await found(`${field}__${operator}=${value}${narrowed}`) }).toEqual({
            [operator]: expected,
          });
        }
        const others = [...TEXTS.filter((text) => text !== probe), ...rest];
        expect(await found(`${field}__ne=${value}${narrowed}`)).toEqual(others);
        expect(await found(`${field}__nin=${value},absent${narrowed}`)).toEqual(others);
        expect(await found(`${field}__in=${value},absent${narrowed}`)).toEqual(TEXTS.filter((text) => text === probe));
      });
    }

    it('takes %2C for a comma inside an item and + for a space', async () => {
      await created(api, '/specimens', { intValue: 100, varcharValue: 'one,two', textValue: 'one,two' });
      try {
        expect(await found('textValue__in=one%2Ctwo')).toEqual(['one,two']);
        expect(await found('textValue__in=one,two')).toEqual([]);
        expect(await found('textValue=one,two')).toEqual(['one,two']);
        expect(await found('textValue__contains=e,t')).toEqual(['one,two']);
        expect(await found('textValue=100%25+pure')).toEqual(['100% pure']);
        expect(await found('textValue__in=cafe,one%2ctwo,AOU')).toEqual(['AOU', 'cafe', 'one,two']);
      } finally {
        await api.dataSource.getRepository(Specimen).delete({ intValue: 100 });
      }
    });

    it('tells NULL from the empty text', async () => {
      expect(await found('textValue=')).toEqual(['']);
      expect(await found('textValue__ne=')).toEqual([...TEXTS.filter((text) => text !== ''), null]);
      expect(await found('textValue__isnull=true')).toEqual([null]);
      expect(await found('textValue=null')).toEqual(['null']);
      expect(await found('textValue__in=,null')).toEqual(['', 'null']);
      expect(await found('textValue__contains=')).toEqual(TEXTS);
    });

    describe('a pattern', () => {
      it.each([
        ['like', '100%', ['100% pure', '1000 pure']],
        ['like', '100\\%%', ['100% pure']],
        ['like', 'snake_case', ['snake_case', 'snake-case']],
        ['like', 'snake\\_case', ['snake_case']],
        ['like', 'C:\\\\temp\\\\', ['C:\\temp\\']],
        ['like', '%\\', ['C:\\temp\\']],
        ['like', 'caf_', ['café', 'cafe']],
        ['like', '_', [' ']],
        ['like', 'cafe', ['cafe']],
        ['like', '', ['']],
        ['ilike', 'CAF_', ['café', 'CAFÉ', 'cafe', 'Cafe']],
        ['ilike', 'ä%', ['ÄÖÜ', 'äöü']],
        ['ilike', '%ΦΙ%', ['ΣΟΦΙΑ', 'σοφια']],
        ['ilike', '_😀_', []],
        ['ilike', 'i _ YOU', ['I 😀 you', 'I 😁 you']],
        ['ilike', '%', TEXTS],
      ])('%s %s finds %j', async (operator, pattern, texts) => {
        expect(await found(`textValue__${operator}=${encodeURIComponent(pattern)}`, '/patterns')).toEqual(texts);
      });

      it('is only taken where the resource asks for it', async () => {
        const answer = await api.agent.get('/specimens?textValue__like=a').expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: 'textValue__like', code: 'LA102' }]);
        expect(answer.body.errors[0].allowed).not.toContain('like');
      });
    });

    describe('search', () => {
      it.each([
        ['cafe', ['cafe\u0301', 'cafe', 'Cafe', 'cafe ']],
        ['CAFÉ', ['café', 'CAFÉ']],
        ['äö', ['ÄÖÜ', 'äöü']],
        ['pure 100%', ['100% pure']],
        ['100% 100% 100%', ['100% pure']],
        ['snake_', ['snake_case']],
        ['temp\\', ['C:\\temp\\']],
        ['no 1000', ['1000 pure']],
        ['no 30', ['null']],
        ['you 😀', ['I 😀 you']],
        ["o'brien says", ['O\'Brien "says" `hi`']],
        ['pure snake', []],
      ])('%j finds %j', async (words, texts) => {
        expect(await found(`search=${encodeURIComponent(words)}`)).toEqual(texts);
      });

      it('with no word in it finds everything', async () => {
        expect(await found('search=')).toHaveLength(TEXTS.length + 1);
        expect(await found('search=+%20%09')).toHaveLength(TEXTS.length + 1);
      });

      it('narrows beside filters', async () => {
        expect(await found('search=cafe&intValue__gt=19')).toEqual(['Cafe', 'cafe ']);
      });

      it('is only taken where the resource declares its fields', async () => {
        const answer = await api.agent.get('/patterns?search=a').expect(400);
        expect(answer.body.errors).toMatchObject([{ parameter: 'search', code: 'LA101' }]);
      });
    });

    describe('a resource that declares its filters', () => {
      it('takes those and no others', async () => {
        expect(await found('intValue=6', '/patterns')).toEqual(['ÄÖÜ']);
        const answer = await api.agent.get('/patterns?varcharValue=a&textValue=a&intValue__gt=1').expect(400);
        expect(answer.body.errors).toMatchObject([
          { parameter: 'varcharValue', code: 'LA102' },
          { parameter: 'textValue', code: 'LA102', allowed: ['like', 'ilike'] },
          { parameter: 'intValue__gt', code: 'LA102', allowed: ['eq'] },
        ]);
      });
    });
  },
);
