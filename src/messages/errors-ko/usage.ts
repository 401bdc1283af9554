import { by, object, subject, topic } from '../korean.ts';
import { has, of, typo, type ErrorTexts } from './text.ts';

/** The command line itself. */
export const usageErrors: ErrorTexts = {
  'usage/unknown-option': (d) =>
    `${of(d, 'command')} 명령에는 ${of(d, 'option')} 옵션이 없습니다.${typo(d)} 사용법: ${of(d, 'help')}`,
  'usage/unknown-command': (d) => `${of(d, 'command')} 명령은 없습니다.${typo(d)} 쓸 수 있는 명령: ${of(d, 'known')}`,
  'usage/missing-argument': (d) =>
    `${of(d, 'command')} 명령에는 ${subject(of(d, 'argument'))} 필요합니다. 사용법: ${of(d, 'help')}`,
  'usage/missing-value': (d) => `${of(d, 'option')} 옵션에는 값이 필요합니다. 사용법: ${of(d, 'help')}`,
  'usage/too-many-arguments': (d) =>
    `${of(d, 'command')} 명령의 인자는 ${of(d, 'expected')}개입니다. 공백이 있는 글은 따옴표로 묶고, 값이 여럿이면 옵션을 되풀이하십시오. 사용법: ${of(d, 'help')}`,
  'usage/conflict': (d) => `${of(d, 'options')} 옵션은 함께 쓸 수 없습니다. 사용법: ${of(d, 'help')}`,
  'usage/invalid': (d) => `명령이 잘못되었습니다(${of(d, 'message')}). 사용법: ${of(d, 'help')}`,
  'usage/language': (d) => `--lang에 쓸 수 있는 값은 ${of(d, 'languages')}인데 "${of(d, 'language')}"입니다`,
  'usage/number': (d) => `${of(d, 'option')}에는 ${of(d, 'least')} 이상의 정수가 필요한데 "${of(d, 'got')}"입니다`,
  'usage/not-a-number': (d) => `${of(d, 'option')}에는 0.8 같은 수가 필요한데 "${of(d, 'got')}"입니다`,
  'usage/choice': (d) => `${of(d, 'option')}에 쓸 수 있는 값은 ${of(d, 'values')}인데 "${of(d, 'got')}"입니다`,
  'usage/set': (d) => `--set은 키=값 꼴이어야 하는데 "${of(d, 'option')}"입니다. 예: --set train.epochs=10`,
  'usage/no-file': (d) => `${of(d, 'file')} 파일이 없습니다.${typo(d)}`,
  'usage/no-model': (d) =>
    `${of(d, 'folder')}에 model.safetensors가 없습니다. 실행 폴더가 아니거나 첫 에폭이 아직 끝나지 않았습니다. 학습: elman train CONFIG.yaml --run ${of(d, 'folder')}`,
  'usage/checkpoint': (d) =>
    `${topic(of(d, 'file'))} 모델이 아니라 체크포인트입니다. 실행 폴더 ${object(of(d, 'folder'))} 지정하십시오`,
  'usage/task': (d) => `"${of(d, 'task')}" 과제는 없습니다.${typo(d)} 쓸 수 있는 과제: ${of(d, 'tasks')}`,
  'usage/config-exists': (d) =>
    `${subject(of(d, 'file'))} 이미 있습니다. 바꾸려면 --overwrite를, 다른 이름으로 쓰려면 --output을 쓰십시오`,
  'usage/run-exists': (d) =>
    `${of(d, 'run')}에 ${d['state'] === 'finished' ? '끝난' : '끝나지 않은'} 학습이 있습니다. 이어서 하려면 --resume, 지우고 다시 하려면 --overwrite, 다른 폴더에 하려면 --run을 쓰십시오`,
  'usage/not-run-folder': (d) =>
    `${of(d, 'run')}에는 학습과 관계없는 파일이 있습니다(${of(d, 'foreign')}). --run으로 다른 폴더를 고르십시오`,
  'usage/stdin': (d) =>
    `모델 다음에는 표준 입력을 뜻하는 -만 올 수 있는데 "${of(d, 'got')}"입니다. ${d['option'] === '--file' ? '파일' : '항목'}은 ${of(d, 'option')} ${of(d, 'got')}처럼 씁니다`,
  'usage/no-input': () =>
    '물을 것이 필요합니다: --input 항목(되풀이할 수 있으며 지난 항목은 오래된 것부터), --file 파일, 표준 입력을 뜻하는 -, 또는 --stream',
  'usage/inputs': (d) => `${object(of(d, 'sources'))} 함께 쓸 수 없습니다. 물을 것은 한 곳에서만 가져옵니다`,
  'usage/no-source': () => '잴 것을 주십시오: --file 파일, --text 글, 또는 표준 입력을 뜻하는 -',
  'usage/sources': (d) => `${object(of(d, 'sources'))} 함께 쓸 수 없습니다. 잴 것은 한 곳에서만 가져옵니다`,
  'usage/no-sample': (d) =>
    `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이라서 글을 지어내지 못합니다. 쓸 수 있는 명령: ${of(d, 'commands')}`,
  'usage/no-score': (d) =>
    `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이라서 다음에 무엇이 올지는 말하지 않습니다. 쓸 수 있는 명령: ${of(d, 'commands')}`,
  'usage/no-stream': (d) =>
    `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이라서 입력을 끝까지 본 뒤에야 답합니다. 쓸 수 있는 명령: ${of(d, 'commands')}`,
  'usage/no-steps': (d) =>
    `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이라서 다음에 무엇이 올지는 말하지 않습니다. --steps를 빼십시오`,
  'usage/no-explain': (d) =>
    `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이라서 입력의 시점마다 얼마나 기여했는지는 말하지 않습니다. --explain을 빼십시오`,
  'usage/no-attention': () =>
    '이 모델은 어텐션 없이 학습해서(model.attention: none) 어디를 보았는지 말할 것이 없습니다. --explain을 빼십시오',
  'usage/no-html': (d) =>
    `${topic(of(d, 'file'))} ${of(d, 'task')} 과제의 모델이라서 결과를 하나씩 보여 주지 않습니다. --html을 빼십시오`,
  'usage/examples': () => '--examples는 페이지에 보일 결과의 수입니다. --html FILE로 페이지를 정하십시오',
  'usage/not-folder': (d) =>
    `${topic(of(d, 'path'))} 폴더가 아니라 파일입니다. 실행들이 있는 폴더(예: runs)를 지정하십시오`,
  'usage/no-studio': (d) =>
    `스튜디오가 빌드되어 있지 않습니다: ${of(d, 'folder')}에 index.html이 없습니다. 빌드: npm run build`,
  'usage/port': (d) =>
    `${of(d, 'port')}번 포트를 쓸 수 없습니다(${of(d, 'reason')}). --port로 다른 포트를 고르거나 --port를 빼십시오`,
  'usage/threads': (d) =>
    `${topic(of(d, 'name'))} 1부터 ${of(d, 'most')}까지의 정수여야 하는데 "${of(d, 'got')}"입니다`,
  'usage/blas': (d) =>
    `${of(d, 'path')}: 쓸 수 있는 BLAS가 아닙니다(${of(d, 'reason')}). ${of(d, 'variable')}에 OpenBLAS, MKL, BLIS, Accelerate 중 하나의 파일을 쓰거나, 시스템의 것을 쓰려면 지우십시오`,
  'config/resume-backend': (d) =>
    `${of(d, 'run')}의 학습은 ${by(of(d, 'library'))} 계산했는데 여기에 있는 것은 다릅니다: ${of(d, 'found')}\n여기서 이어서 하면 결과의 비트가 달라집니다. 같은 라이브러리와 같은 커널이 있는 곳에서 이어서 하거나, 무엇으로 이어서 할지 --backend wasm 또는 --backend blas로 지정하거나, --overwrite로 처음부터 시작하십시오`,
  'usage/split': (d, message) =>
    message.startsWith('there is no part')
      ? `"${of(d, 'split')}" 부분은 없습니다. 쓸 수 있는 부분: train, validation, test`
      : `"${of(d, 'split')}"에는 예측할 것이 없습니다`,
  'usage/steps': (d) => `시점의 수는 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'usage/top': (d) => `후보의 수는 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'usage/temperature': (d) =>
    `온도는 0 이상의 수여야 하는데 ${of(d, 'got')}입니다. 0이면 가장 그럴듯한 것만, 1이면 배운 그대로 뽑습니다`,
  'usage/top-k': (d) => `top-k는 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'usage/top-p': (d) => `top-p는 0보다 크고 1 이하인 확률이어야 하는데 ${of(d, 'got')}입니다`,
  'usage/length': (d) => `길이는 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'usage/seed': (d) => `시드는 2^53까지의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'usage/banned': (d) => `기호 ${of(d, 'symbols')}개를 모두 금지하여 뽑을 기호가 없습니다`,
  'usage/grid': (d) =>
    has(d, 'every')
      ? `격자의 간격은 0보다 커야 하는데 ${of(d, 'every')}입니다`
      : '격자에 놓으려면 사건마다 시각이 있어야 합니다. 시각 열을 지정하십시오',
  'usage/windows': (d) => `창의 길이와 간격은 1 이상의 정수여야 하는데 ${of(d, 'length')}, ${of(d, 'stride')}입니다`,
  'usage/pad': (_, message) => `행이 자리에 들어가지 않습니다: ${message}`,
  'usage/vocabulary': (d) =>
    `모르는 항목을 나타내는 ${topic(`"${of(d, 'unknown')}"`)} 특수 항목(${of(d, 'specials')}) 중 하나여야 합니다`,
  'usage/no-context': () => '이미지는 경로로 물으므로 predict에 파일을 읽고 해독할 context가 필요합니다',
};
