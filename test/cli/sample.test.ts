import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { speak } from '../../src/cli/commands/sample.ts';
import { elman, ended, lunch, start, temporaryFolder } from './run.ts';

describe('speaking', () => {
  const quiet = new AbortController().signal;

  it('writes the prompt and each piece as it comes, then a line break', async () => {
    const written: string[] = [];
    const made: string[] = [];
    function* pieces(): Generator<string> {
      for (const piece of ['나', '무', '\n']) {
        made.push(piece);
        yield piece;
      }
    }
    const text = await speak(
      '큰 ',
      pieces(),
      async (said) => {
        written.push(said);
        expect(made).toHaveLength(Math.min(written.length, 3)); // nothing is made ahead
      },
      quiet,
    );
    expect(written).toEqual(['큰 나', '무', '\n', '\n']);
    expect(text).toBe('나무\n');
  });

  it('says the prompt alone when nothing comes, and nothing of one that cannot be gone on from', async () => {
    const written: string[] = [];
    const write = async (said: string): Promise<void> => void written.push(said);
    expect(await speak('끝', [], write, quiet)).toBe('');
    expect(written).toEqual(['끝\n']);
    const refuses: Iterable<string> = {
      [Symbol.iterator]: () => ({
        next: () => {
          throw new Error('never seen');
        },
      }),
    };
    await expect(speak('?', refuses, write, quiet)).rejects.toThrow('never seen');
    expect(written).toEqual(['끝\n']);
  });

  it('ends where it stands when it is interrupted', async () => {
    const controller = new AbortController();
    let closed = false;
    function* endless(): Generator<string> {
      try {
        for (;;) yield 'a';
      } finally {
        closed = true;
      }
    }
    let said = '';
    setImmediate(() => controller.abort());
    const text = await speak('', endless(), async (piece) => void (said += piece), controller.signal);
    expect(said).toBe(`${text}\n`);
    expect(text).toMatch(/^a+$/);
    expect(closed).toBe(true);
  });
});

describe('a model that makes up text', () => {
  const cwd = temporaryFolder();
  const run = (args: readonly string[], env: Record<string, string> = {}) => elman(args, { cwd, env });

  beforeAll(async () => {
    writeFileSync(join(cwd, 'text.txt'), 'abc de.\n'.repeat(400));
    writeFileSync(
      join(cwd, 'elman.yaml'),
      [
        'task: language-model',
        'data: { file: text.txt }',
        'model: { cell: gru, hidden: 16 }',
        'train: { epochs: 4, lr: 0.02, seed: 7 }',
        'run: run',
      ].join('\n'),
    );
    const { status, err } = await run(['train', 'elman.yaml']);
    expect(status, err).toBe(0);
  });

  it('prints the prompt and goes on from it', async () => {
    const { status, out, err } = await run([
      'sample',
      'run',
      '--prompt',
      'abc',
      '--temperature',
      '0',
      '--length',
      '13',
    ]);
    expect(err).toBe('');
    expect(out).toBe('abc de.\nabc de.\n\n');
    expect(status).toBe(0);
  });

  it('--json prints one document: the same seed says the same', async () => {
    const args = ['sample', 'run', '--prompt', 'a', '--length', '60', '--top-k', '4', '--temperature', '3'];
    const [first, again, other] = await Promise.all([
      run([...args, '--seed', '3', '--json']),
      run([...args, '--seed', '3', '--json']),
      run([...args, '--json']),
    ]);
    const document = JSON.parse(first.out) as Record<string, unknown>;
    expect(document).toEqual({
      prompt: 'a',
      text: expect.stringMatching(/^[abcde.\s]{60}$/) as string,
      seed: 3,
      temperature: 3,
      topK: 4,
      topP: null,
      length: 60,
    });
    expect(again.out).toBe(first.out);
    expect(JSON.parse(other.out)).toMatchObject({ seed: 1 });
    expect(JSON.parse(other.out)).not.toMatchObject({ text: document['text'] });
    const plain = await run([...args, '--seed', '3']);
    expect(plain.out).toBe(`a${String(document['text'])}\n`);
  });

  it('interrupted ends the line and says so by its status', async () => {
    const child = start(['sample', 'run', '--length', '100000000'], { cwd });
    child.stdout.once('data', () => child.kill('SIGINT'));
    const { status, out, err } = await ended(child);
    expect(status).toBe(130);
    expect(err).toBe('');
    expect(out.length).toBeGreaterThan(1);
    expect(out.endsWith('\n')).toBe(true);
  });

  it('scores its text too, with line breaks escaped', async () => {
    const { status, out } = await run(['score', 'run', '--text', 'abc de.\nab d']);
    expect(out).toMatch(/^ +(?:\d+ +)+\\n +\d+\.\d{3} +1$/m);
    expect(out).toMatch(/^perplexity +\d/m);
    expect(status).toBe(0);
  });
});

describe('a model that makes up none', () => {
  const cwd = temporaryFolder();

  it('is told from those that do, with what can be asked of it', async () => {
    const { status: trained } = await elman(['train', lunch, '--run', 'run', '--set', 'train.epochs=1'], { cwd });
    expect(trained).toBe(0);
    const { status, out, err } = await elman(['sample', 'run'], { cwd });
    expect(err).toBe(
      'error: run/model.safetensors is a model of the task next-item, which makes up no text; ask it with elman predict, elman score, elman evaluate\n',
    );
    expect([status, out]).toEqual([2, '']);
    const korean = await elman(['sample', 'run'], { cwd, env: { LANG: 'ko_KR.UTF-8' } });
    expect(korean.err).toContain('글을 지어내지 못합니다');
  });
});

describe('what makes no sense is refused', () => {
  const cases: [string, string][] = [
    ['--temperature=-1', 'the temperature is a number from 0 up'],
    ['--temperature=warm', '--temperature takes a number such as 0.8, got "warm"'],
    ['--temperature=', '--temperature takes a number such as 0.8, got ""'],
    ['--top-p=0', 'top-p is a share of the probability'],
    ['--top-k=0', '--top-k takes a whole number from 1 up'],
    ['--length=0', '--length takes a whole number from 1 up'],
    ['--seed=1.5', '--seed takes a whole number from 0 up'],
  ];
  it.each(cases)('%s', async (option, message) => {
    const { status, err } = await elman(['sample', 'none', option]);
    expect(err).toContain(message);
    expect(status).toBe(2);
  });
});
