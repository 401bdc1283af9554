import { surveyImages } from '../../data/images/index.ts';
import type { GuessedConfig, TaskContext } from '../task.ts';

/** Guesses the sections of a config from a folder with a folder of images a class, or an IDX file. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const { kind, images, classes } = await surveyImages(context.host, await context.resolve(file), file);
  const few = images < 1000;
  return {
    data: [
      {
        key: 'file',
        value: file,
        comment: {
          en: `${images} images of ${classes} classes`,
          ko: `그림 ${images}장, 클래스 ${classes}개`,
        },
      },
      ...(kind === 'idx'
        ? []
        : [
            {
              key: 'channels',
              value: 3,
              comment: { en: 'colours; 1 for grey', ko: '색; 회색은 1' },
            },
          ]),
    ],
    model: [
      {
        key: 'reader',
        value: 'cnn',
        comment: {
          en: 'convolutions; rows, columns or pixels for a recurrent network',
          ko: '합성곱; 순환 신경망이면 rows, columns, pixels',
        },
      },
      { key: 'hidden', value: 128, comment: { en: 'units of the dense layer', ko: '완전 연결 층의 크기' } },
    ],
    train: [
      { key: 'epochs', value: few ? 40 : 12, comment: { en: 'times through the images', ko: '전체 그림을 보는 횟수' } },
      { key: 'lr', value: 0.001, comment: { en: 'learning rate', ko: '학습률' } },
      { key: 'schedule', value: 'cosine', comment: { en: 'the rate falls to 0', ko: '학습률이 0까지 줄어듦' } },
      { key: 'seed', value: 7, comment: { en: 'the same seed, the same model', ko: '시드가 같으면 모델도 같음' } },
    ],
  };
}
