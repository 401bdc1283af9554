import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { elman, lunch, temporaryFolder } from './run.ts';

const folder = temporaryFolder();

test('training says what a step takes, on standard error', async () => {
  const train = ['train', lunch, '--run', join(folder, 'lunch'), '--set', 'train.epochs=1'];
  const { status, err } = await elman(train, { cwd: folder });
  expect(status).toBe(0);
  expect(err).toMatch(/^memory: a step takes up to \d+\.\d KB, parameters and optimiser \d+\.\d KB$/m);
  const korean = await elman([...train, '--overwrite', '--json'], { cwd: folder, env: { LANG: 'ko_KR.UTF-8' } });
  expect(korean.err).toMatch(/^메모리: 한 단계에 최대 \d+\.\d KB, 매개변수와 최적화기에 \d+\.\d KB를 씁니다$/m);
  expect(Object.keys(JSON.parse(korean.out) as object)).not.toContain('memory');
});

test('training that cannot fit is refused before its first step, in both languages', async () => {
  writeFileSync(join(folder, 'text.txt'), 'abcdefg '.repeat(140_000));
  const config = `task: language-model
data: { file: text.txt, window: 1000 }
model: { cell: lstm, hidden: 512 }
train: { batchSize: 800 }
run: run
`;
  writeFileSync(join(folder, 'large.yaml'), config);
  const { status, err } = await elman(['train', 'large.yaml'], { cwd: folder });
  expect(status).toBe(1);
  expect(err).toMatch(
    /training does not fit into memory: a step over a batch of 800 rows of \d+ steps takes \d+\.\d GB/,
  );
  expect(err).toMatch(/at most \d+ rows a batch \(train\.batchSize\), or at most \d+ steps a row \(data\.window\)/);
  const korean = await elman(['train', 'large.yaml', '--overwrite'], { cwd: folder, env: { LANG: 'ko_KR.UTF-8' } });
  expect(korean.err).toMatch(
    /학습이 메모리에 들어가지 않습니다\. \d+단계짜리 800행의 배치 하나에 .* 한 배치에 \d+행까지\(train\.batchSize\)/,
  );
});
