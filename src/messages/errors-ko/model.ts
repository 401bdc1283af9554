import { object, topic } from '../korean.ts';
import { has, of, typo, type ErrorTexts } from './text.ts';

const again = '파일이 손상되었거나 끝이 잘렸습니다. 다시 내려받거나 복사하십시오';

/** Model files, the disk, training, the engine: what fails though the caller did nothing wrong. */
export const modelErrors: ErrorTexts = {
  'model/not-elman': (d) => `${topic(of(d, 'file'))} safetensors 파일이지만 Elman 모델이 아닙니다`,
  'model/version': (d) =>
    `${of(d, 'file')}: 모델 형식의 버전이 잘못되었습니다(${of(d, 'found')}). Elman으로 다시 저장하십시오`,
  'model/too-new': (d) =>
    `${topic(of(d, 'file'))} 더 새로운 Elman이 형식 버전 ${of(d, 'found')}로 쓴 파일입니다. 이 Elman은 ${of(d, 'supported')}까지 읽습니다. elman-rnn을 업데이트하십시오`,
  'model/checksum': (d) =>
    `${topic(of(d, 'file'))} 손상되었거나 누군가 고쳤습니다. 내용의 sha256은 ${of(d, 'found')}인데 적힌 것은 ${of(d, 'expected')}입니다. 다시 내려받거나 복사하고, 그대로 쓰려면 --ignore-checksum을 쓰십시오`,
  'model/task': (d) =>
    `${topic(of(d, 'file'))} "${of(d, 'task')}" 과제의 모델인데, 이 버전에는 그 과제가 없습니다. 있는 과제: ${of(d, 'tasks')}`,
  'model/other-task': (d) => `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이 아닙니다`,
  'model/not-safetensors': (d) => `${topic(of(d, 'file'))} safetensors 파일이 아닙니다`,
  'model/not-checkpoint': (d) =>
    `${topic(of(d, 'file'))} 체크포인트가 아니라 모델입니다. 이어서 학습하려면 실행 폴더의 checkpoints/ 아래 파일이 필요합니다`,
  'model/truncated': (d) => `${of(d, 'file')}: ${again}(크기 ${of(d, 'size')}바이트)`,
  'model/header': (d) => `${of(d, 'file')}: 머리말이 잘못되었습니다. ${again}`,
  'model/header-size': (d) =>
    `${has(d, 'file') ? `${of(d, 'file')}: ` : ''}머리말이 너무 큽니다(${of(d, 'size')}바이트, 최대 ${of(d, 'limit')}바이트)`,
  'model/metadata': (d) => `${of(d, 'file')}: 메타데이터는 문자열로 된 객체여야 합니다`,
  'model/tensor': (d) => `${of(d, 'file')}: 텐서 "${of(d, 'tensor')}"의 설명이 잘못되었습니다`,
  'model/dtype': (d) =>
    has(d, 'file')
      ? `${of(d, 'file')}: 텐서 "${of(d, 'tensor')}"의 자료형 ${object(of(d, 'found'))} 읽을 수 없습니다. 읽을 수 있는 것: ${of(d, 'supported')}`
      : undefined,
  'model/shape': (d) => `${of(d, 'file')}: 텐서 "${of(d, 'tensor')}"의 모양이 잘못되었습니다`,
  'model/size': (d) =>
    `${has(d, 'file') ? `${of(d, 'file')}: ` : ''}텐서 "${of(d, 'tensor')}"의 크기가 모양과 맞지 않습니다(필요 ${of(d, 'expected')}, 실제 ${of(d, 'found')})`,
  'model/offsets': (d) => `${of(d, 'file')}: 텐서 "${of(d, 'tensor')}"의 위치가 잘못되었습니다. ${again}`,
  'model/trailing': (d) =>
    `${of(d, 'file')}: ${of(d, 'offset')}바이트부터 어느 텐서에도 속하지 않는 내용이 있습니다. ${again}`,
  'model/name': (d) => `텐서의 이름 ${topic(`"${of(d, 'tensor')}"`)} 쓸 수 없습니다`,
  'model/json': (d) => `${of(d, 'path')}: JSON에 담을 수 없는 값입니다(${of(d, 'found')})`,
  'model/config': (d) =>
    `${topic(of(d, 'file'))} 손상되었습니다. 텐서에 든 수 ${of(d, 'numbers')}개가 파일의 설정과 맞지 않습니다. 다시 받거나 복사하십시오`,
  'model/reading': (d) =>
    `${topic(of(d, 'file'))} 손상되었습니다. 글을 어떻게 읽는지(unit, documents) 알 수 없습니다. 다시 받거나 복사하십시오`,
  'model/scores': (d) =>
    `모델이 기호 ${of(d, 'id')}에 준 점수가 ${of(d, 'score')}입니다. 가중치가 손상되었거나 학습 중에 발산했습니다. 학습률을 줄여 다시 학습하십시오`,
  'model/mismatch': (d) =>
    [
      `${of(d, 'file')}의 텐서가 모델에 맞지 않습니다. 저장할 때의 설정을 쓰십시오.`,
      ...(has(d, 'misshapen') ? [`  모양이 다른 것: ${of(d, 'misshapen')}`] : []),
      ...(has(d, 'missing') ? [`  없는 것: ${of(d, 'missing')}`] : []),
      ...(has(d, 'extra') ? [`  남는 것: ${of(d, 'extra')}`] : []),
    ].join('\n'),

  'io/not-found': (d) => `${of(d, 'path')} 파일이 없습니다.${typo(d)}`,
  'io/is-folder': (d) => `${topic(of(d, 'path'))} 파일이 아니라 폴더입니다`,
  'io/not-folder': (d) => `${topic(of(d, 'path'))} 폴더가 아니라 파일입니다`,
  'io/denied': (d) => `${object(of(d, 'path'))} 읽을 권한이 없습니다. 소유자와 권한을 확인하십시오`,
  'io/read-failed': (d) => `${object(of(d, 'path'))} 읽을 수 없습니다: ${of(d, 'reason')}`,
  'io/write-failed': (d) =>
    `${object(of(d, 'path'))} 쓸 수 없습니다: ${of(d, 'reason')}${has(d, 'kept') ? '. 이전 파일은 그대로 있습니다' : ''}`,
  'io/remove-failed': (d) => `${object(of(d, 'path'))} 지울 수 없습니다: ${of(d, 'reason')}`,

  'train/not-finite': (d) =>
    `${of(d, 'epoch')}에폭 ${of(d, 'step')}단계에서 학습이 멈췄습니다. 유한한 수가 아닌 것: ${of(d, 'tensor')}. 모델 파일에는 지금까지 가장 좋은 가중치가 남아 있습니다. 학습률을 줄이거나 기울기를 제한하십시오(train.clipNorm: 1)`,
  'train/memory': (d) => {
    const smaller = [
      ...(has(d, 'fittingRows') ? [`한 배치에 ${of(d, 'fittingRows')}행까지(train.batchSize)`] : []),
      ...(has(d, 'fittingSteps') ? [`한 행에 ${of(d, 'fittingSteps')}단계까지(data.window)`] : []),
    ];
    const advice =
      smaller.length > 0
        ? `${smaller.join(' 또는 ')}는 들어갑니다. 시퀀스가 길면 model.recompute로 같은 크기에서 메모리를 줄일 수 있습니다`
        : '더 작은 배치나 모델을 쓰거나 메모리를 늘리십시오';
    const batch = has(d, 'rows') ? `${of(d, 'steps')}단계짜리 ${of(d, 'rows')}행의 배치` : '배치';
    return `학습이 메모리에 들어가지 않습니다. ${batch} 하나에 ${of(d, 'step')}, 매개변수와 최적화기에 ${of(d, 'held')}가 드는데 쓸 수 있는 메모리는 ${of(d, 'available')}입니다. ${advice}`;
  },
  'train/save-model': () => '실행 폴더에 저장하려면 모델 파일의 내용을 주는 saveModel이 필요합니다',
  'train/monitor': (_, message) => `검증 결과에 지켜볼 지표가 없습니다: ${message}`,

  'memory/exhausted': () =>
    '메모리가 모자랍니다. 배치나 시퀀스를 줄이거나, 더 작은 모델을 쓰거나, model.recompute를 쓰십시오',
  'cells/recompute': (_, message) =>
    `model.recompute로 다시 계산한 구간이 처음과 다릅니다. 이 셀에는 model.recompute를 쓸 수 없습니다(${message})`,
  'backend/no-wasm': () =>
    '이 자바스크립트 엔진에는 계산에 쓰는 WebAssembly가 없습니다. 최신 브라우저나 Node 20.19 이상을 쓰십시오',
  'backend/no-simd': () =>
    '이 자바스크립트 엔진의 WebAssembly에는 SIMD가 없습니다. Chrome 91, Firefox 89, Safari 16.4, Node 20.19 이상을 쓰십시오',
  'backend/compile': (_, message) => `WebAssembly 커널을 컴파일할 수 없습니다: ${message}`,
  'backend/threads': (_, message) => `계산을 돕는 스레드에 문제가 있습니다: ${message}`,
  'backend/in-use': () => '기본 백엔드를 이미 쓰고 있습니다. 첫 텐서를 만들기 전에 고르십시오',
  'blas/koffi': (d) =>
    `BLAS 백엔드는 koffi 패키지로 시스템 라이브러리를 부르는데, 설치되어 있지 않습니다. 설치: ${of(d, 'install')}`,
  'blas/none': (d) =>
    `BLAS 라이브러리가 없습니다. 설치: ${of(d, 'install')}. 다른 곳에 있으면 그 파일을 ${of(d, 'variable')}에 쓰십시오`,
  'blas/memory': () => 'BLAS는 옮겨지지 않는 공유 메모리에서만 씁니다',
  'backend/stale': () => 'WebAssembly 커널이 오래되었습니다. `npm run build`를 다시 실행하십시오',
  'config/class-weights': (d) =>
    `model.classWeights: "${of(d, 'label')}" 레이블은 없습니다.${typo(d)} 쓸 수 있는 레이블: ${of(d, 'labels')}`,
  'model/features': () => '모델 파일에 든 열의 정보가 손상되었습니다. 파일을 다시 받거나 복사하십시오',
  'model/pixels': () => '모델 파일에서 화소에 관한 부분이 손상되었습니다. 다시 내려받거나 복사하십시오',
  'io/sharp': (d) => `그림은 sharp 패키지로 해독하는데, 설치되어 있지 않습니다. 설치: ${of(d, 'install')}`,
  'io/ffmpeg': (d) =>
    `동영상은 ffmpeg로 해독하는데 "${of(d, 'program')}"을 시작할 수 없습니다(${of(d, 'reason')}). ffmpeg를 설치하거나(apt install ffmpeg, brew install ffmpeg) ELMAN_FFMPEG에 그 위치를 쓰십시오`,
  'model/frames': () => '모델 파일에 든 프레임 크기가 손상되었습니다. 파일을 다시 받거나 복사하십시오',
};
