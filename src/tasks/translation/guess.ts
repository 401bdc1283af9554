import { readRows } from '../../data/index.ts';
import type { GuessedConfig, GuessedValue, TaskContext } from '../task.ts';

/** Guesses the sections of a config from the first row of a table: its first two columns, or those named so. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const rows = readRows(context.host.open(await context.resolve(file)), { file });
  const { value: first } = await rows.next();
  await rows.return(undefined);
  const columns = Object.keys(first === undefined ? {} : first.cells);
  const source = columns.find((name) => /source|src/i.test(name)) ?? columns[0] ?? 'source';
  const target =
    columns.find((name) => name !== source && /target|tgt/i.test(name)) ??
    columns.find((name) => name !== source) ??
    'target';
  return {
    data: [
      value(
        'file',
        file,
        'a table with a pair a row; or a text, with its other side in data.targets',
        '한 행에 한 쌍씩 있는 표. 또는 글과, 그 번역문 파일(data.targets)',
      ),
      value('source', source, 'the column that is read', '읽을 열'),
      value('target', target, 'the column that is to be said', '말할 열'),
      value('tokenizer', 'bpe', 'bpe, word or grapheme', 'bpe, word(낱말), grapheme(글자) 가운데 하나'),
      value('pieces', 4000, 'pieces of each language', '언어마다의 조각 수'),
    ],
    model: [
      value('cell', 'gru', 'of encoder and decoder', '인코더와 디코더의 셀'),
      value(
        'hidden',
        256,
        'units of the decoder, half of them in each direction of the encoder',
        '디코더의 유닛 수. 인코더는 방향마다 그 절반',
      ),
      value('attention', 'general', 'additive, dot, general or none', 'additive, dot, general, none 가운데 하나'),
      value('inputDropout', 0.3, 'in training, on embedded pieces', '학습 때 조각 벡터에 거는 드롭아웃'),
      value('outputDropout', 0.3, 'in training, before the scores', '학습 때 점수를 내기 전에 거는 드롭아웃'),
    ],
    train: [
      value('epochs', 20, 'times that all pairs are seen', '모든 쌍을 보는 횟수'),
      value('batchSize', 64, 'pairs a batch', '배치의 쌍 수'),
      value('lr', 0.001, 'size of the steps', '학습률'),
      value('clipNorm', 1, 'the most that a gradient may come to', '기울기 크기의 상한'),
      value('patience', 5, 'epochs without a better BLEU before it stops', 'BLEU가 나아지지 않아도 기다리는 에폭 수'),
    ],
  };
}

function value(key: string, of: GuessedValue['value'], en: string, ko: string): GuessedValue {
  return { key, value: of, comment: { en, ko } };
}
