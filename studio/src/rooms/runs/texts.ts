import type { RunState } from 'elman-rnn/protocol';
import type { Texts } from '../../shell/language.ts';
import type { Axis } from './series.ts';

const states: Readonly<Record<RunState, string>> = {
  running: 'running',
  done: 'done',
  interrupted: 'interrupted',
  diverged: 'diverged',
  silent: 'silent',
};

const axes: Readonly<Record<Axis, string>> = { epoch: 'epoch', step: 'step', seconds: 'time' };

const en = {
  title: 'Runs',
  lead: 'Trainings as they go on: each draws its curve with every epoch that ends. Lay several over each other, and see by which settings they differ.',
  how: 'This page follows the runs of a folder when it is served from there:',
  howMore:
    'All folders below it that elman train has written to are found, those that come later too. They are read and never changed.',
  asking: 'Looking for runs …',
  lost: 'The server does not answer. It is asked again every second; what is shown is as it was.',
  empty: (folder: string) => `There is no run in ${folder} yet. As soon as elman train begins one, it stands here.`,
  more: 'There are more runs here than are listed; follow a folder further down.',
  choose: (folder: string) => `Runs in ${folder}`,
  newest: 'The newest',
  here: 'this folder',
  gone: (paths: string) => `The address names runs that are not there: ${paths}`,
  states,
  stateHints: {
    running: 'its files change',
    done: 'it came to its end',
    interrupted: 'it was stopped; --resume goes on with it',
    diverged: 'its numbers were no longer finite; a smaller lr or clipNorm may help',
    silent: 'nothing has changed for a while, and nothing says why: it was killed, or an epoch takes long',
  } satisfies Record<RunState, string>,
  epochs: (epoch: number, epochs: number | null) =>
    epochs === null ? `epoch ${epoch}` : `epoch ${epoch} of ${epochs}`,
  broken: (run: string, lines: number) =>
    `${run}: ${lines} ${lines === 1 ? 'line of its logs is' : 'lines of its logs are'} damaged and left out`,

  figures: 'Figures',
  noFigures: 'No epoch has ended yet.',
  over: 'Over',
  axes,
  scale: 'Logarithmic',
  smooth: 'Smoothing, %',
  curves: (figure: string, runs: number, x: string) => `${figure} of ${runs} ${runs === 1 ? 'run' : 'runs'} over ${x}`,
  point: (x: string, at: string) => `${x} ${at}`,
  table: 'Numbers',
  lastRows: (rows: number, of: number) => `The last ${rows} of ${of}:`,
  noTimes: 'These runs were logged without times; choose epochs or steps.',

  samples: 'What the model makes up',
  samplesOf: (epoch: number) => `After epoch ${epoch}`,
  earlier: 'Earlier',
  nothing: '(nothing)',

  settings: 'Settings',
  settingsOfOne: 'The settings of this run.',
  differ: 'Only those that differ are listed.',
  same: 'These runs have the same settings.',
  all: 'List all',
  setting: 'setting',
  file: (run: string) => `config.yaml of ${run}`,
};

const ko: typeof en = {
  title: '실행',
  lead: '진행 중인 학습을 봅니다. 에폭이 끝날 때마다 곡선이 이어집니다. 여러 실행을 겹쳐 보고, 어떤 설정이 다른지 비교해 보십시오.',
  how: '실행이 들어 있는 폴더를 주고 스튜디오를 열면 이 방에서 그 실행들을 지켜볼 수 있습니다:',
  howMore: '그 아래에서 elman train이 쓴 폴더를 모두 찾고, 나중에 생기는 것도 찾습니다. 읽기만 하고 바꾸지 않습니다.',
  asking: '실행을 찾는 중 …',
  lost: '서버가 대답하지 않습니다. 1초마다 다시 물어봅니다. 보이는 것은 그 전의 모습입니다.',
  empty: (folder) => `${folder} 폴더에 아직 실행이 없습니다. elman train이 시작하면 곧바로 여기에 나타납니다.`,
  more: '여기에 나온 것보다 실행이 더 있습니다. 더 아래쪽 폴더를 지정해 보십시오.',
  choose: (folder) => `${folder} 폴더의 실행`,
  newest: '최근 실행',
  here: '이 폴더',
  gone: (paths) => `주소에 있는 실행 가운데 없는 것이 있습니다: ${paths}`,
  states: { running: '학습 중', done: '끝남', interrupted: '중단됨', diverged: '발산', silent: '소식 없음' },
  stateHints: {
    running: '파일이 바뀌고 있습니다',
    done: '끝까지 학습했습니다',
    interrupted: '멈추었습니다. --resume으로 이어서 학습할 수 있습니다',
    diverged: '수가 유한하지 않게 되었습니다. lr을 줄이거나 clipNorm을 써 보십시오',
    silent: '한동안 아무것도 바뀌지 않았고 까닭도 적혀 있지 않습니다. 강제로 종료되었거나 에폭이 긴 경우입니다',
  },
  epochs: (epoch, epochs) => (epochs === null ? `에폭 ${epoch}` : `에폭 ${epoch}/${epochs}`),
  broken: (run, lines) => `${run}: 로그에서 손상된 ${lines}줄을 뺐습니다`,

  figures: '지표',
  noFigures: '아직 끝난 에폭이 없습니다.',
  over: '가로축',
  axes: { epoch: '에폭', step: '스텝', seconds: '시간' },
  scale: '로그 눈금',
  smooth: '평활, %',
  curves: (figure, runs, x) => `${x}에 따른 ${figure}, 실행 ${runs}개`,
  point: (x, at) => `${x} ${at}`,
  table: '수로 보기',
  lastRows: (rows, of) => `${of}개 가운데 마지막 ${rows}개:`,
  noTimes: '이 실행들에는 시간이 기록되어 있지 않습니다. 에폭이나 스텝을 고르십시오.',

  samples: '모델이 지어낸 글',
  samplesOf: (epoch) => `에폭 ${epoch} 뒤`,
  earlier: '그 전',
  nothing: '(없음)',

  settings: '설정',
  settingsOfOne: '이 실행의 설정입니다.',
  differ: '서로 다른 설정만 보여 줍니다.',
  same: '이 실행들은 설정이 모두 같습니다.',
  all: '모두 보기',
  setting: '설정',
  file: (run) => `${run}의 config.yaml`,
};

export const texts: Texts<typeof en> = { en, ko };
export type RunsTexts = typeof en;
