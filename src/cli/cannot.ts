import type { Task } from '../tasks/task.ts';
import { fail } from '../util/errors.ts';

type Asked = 'sample' | 'score' | 'stream' | 'steps' | 'explain' | 'html';

/** What a task that cannot answer a command is told. */
const refusals: Record<Asked, (what: string, details: Readonly<Record<string, string | readonly string[]>>) => never> =
  {
    sample: (what, details) => fail('usage/no-sample', what, details),
    score: (what, details) => fail('usage/no-score', what, details),
    stream: (what, details) => fail('usage/no-stream', what, details),
    steps: (what, details) => fail('usage/no-steps', what, details),
    explain: (what, details) => fail('usage/no-explain', what, details),
    html: (what, details) => fail('usage/no-html', what, details),
  };

const reasons: Record<Asked, string> = {
  sample: 'makes up no text',
  score: 'says nothing of what comes next',
  stream: 'answers only when it has seen the whole input',
  steps: 'says nothing of what comes next: leave --steps out',
  explain: 'does not say what each step of an input did: leave --explain out',
  html: 'shows no results one by one: leave --html out',
};

/** Refuses to ask a model what its task cannot answer, with what it can. */
export function cannot(asked: Asked, task: Task, file: string): never {
  const others = (['score', 'sample'] as const).filter((name) => name in task).map((name) => `elman ${name}`);
  const commands = ['elman predict', ...others, 'elman evaluate'];
  return refusals[asked](
    `${file} is a model of the task ${task.name}, which ${reasons[asked]}; ask it with ${commands.join(', ')}`,
    { file, task: task.name, commands },
  );
}
