import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { koreanErrors } from '../../src/messages/errors-ko/index.ts';
import { en } from '../../src/cli/messages/en.ts';
import { ko } from '../../src/cli/messages/ko.ts';
import { by, must, object, subject, topic } from '../../src/messages/korean.ts';

const source = fileURLToPath(new URL('../../src', import.meta.url));
const areas = 'usage|config|data|input|model|io|train|backend|blas';
/** Of the areas that only programs meet, what the command line can come to all the same. */
const others =
  'memory/exhausted|cells/recompute|metrics/no-sentences|metrics/sentence-count|metrics/no-references|metrics/choice';

/** Every code of an error or note that the source can raise in the areas that people meet. */
function codes(): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || /\.(?:test|case|wasm)\.ts$/.test(name) || name.includes('errors-ko')) continue;
    const text = readFileSync(join(source, name), 'utf8');
    // the first text argument of fail, expect, note or ElmanError; expect's comes after its condition
    for (const match of text.matchAll(new RegExp(`(?:[(,]|=>)\\s*'((?:${areas})/[a-z0-9-]+|${others})'\\s*,`, 'g')))
      found.add(match[1]!);
  }
  return found;
}

describe('Korean', () => {
  it('has a text for every error that people meet', () => {
    const known = codes();
    expect(known.size).toBeGreaterThan(80);
    // config/invalid is built from its issues, in the tables of texts
    const missing = [...known].filter((code) => !(code in koreanErrors) && code !== 'config/invalid').sort();
    expect(missing).toEqual([]);
  });

  it('has no text for errors that are no more', () => {
    const known = codes();
    expect(Object.keys(koreanErrors).filter((code) => !known.has(code))).toEqual([]);
  });

  it('says every error in Korean, whatever is missing from its details', () => {
    for (const [code, text] of Object.entries(koreanErrors)) {
      const said = text({}, 'the English message');
      if (said !== undefined) expect(said, code).toMatch(/[가-힣]/);
      expect(said ?? '', code).not.toMatch(/undefined|\[object/);
    }
  });

  it('differs from English in every text but names', () => {
    const same = flatten(en).filter(([path, text]) =>
      flatten(ko).some(([other, korean]) => other === path && korean === text),
    );
    expect(same.map(([path]) => path)).toEqual([
      'doctor.elman',
      'doctor.node',
      'doctor.simd',
      'bench.shape',
      'bench.gflops',
    ]);
  });

  it('chooses particles by how a word ends', () => {
    expect(['짜장', '볶음밥', '메뉴', 'runs/lunch', 'model.cell', '"짜장"', '10', '2'].map(topic)).toEqual([
      '짜장은',
      '볶음밥은',
      '메뉴는',
      'runs/lunch는',
      'model.cell은',
      '"짜장"은',
      '10은',
      '2는',
    ]);
    expect(
      ['meals.txt', 'orders.csv', 'layer', 'GRU', 'data.file', 'model.tied', 'data.split', 'top-k'].map(object),
    ).toEqual([
      'meals.txt를',
      'orders.csv를',
      'layer를',
      'GRU를',
      'data.file을',
      'model.tied를',
      'data.split을',
      'top-k를',
    ]);
    expect(object('데이터')).toBe('데이터를');
    expect(subject('파일')).toBe('파일이');
    expect([by('파일'), by('폴더'), by('모델명')]).toEqual(['파일로', '폴더로', '모델명으로']);
    expect([must('정수'), must('목록')]).toEqual(['정수여야', '목록이어야']);
  });
});

function flatten(value: object, path = ''): [path: string, text: string][] {
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (typeof item === 'string') return [[at, item] as [string, string]];
    return typeof item === 'object' && item !== null ? flatten(item, at) : [];
  });
}
