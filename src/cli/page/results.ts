import type { Evaluation, Example } from '../../tasks/task.ts';
import type { Cli } from '../cli.ts';
import { figure, grouped } from '../numbers.ts';
import { overlay } from './overlay.ts';
import { png } from './png.ts';
import { style } from './style.ts';

export interface ResultsPage {
  /** What was measured, for people. */
  readonly model: string;
  readonly evaluation: Evaluation;
  readonly examples: readonly Example[];
  /** How many there are of which these are the first. */
  readonly total: number;
}

/**
 * A page of results to look through, whole in one file: it loads nothing and runs no script. Each image stands with what
 * people said of it, what the model says, and where each piece of that looked.
 */
export function resultsPage({ say, language }: Cli, { model, evaluation, examples, total }: ResultsPage): string {
  const { page } = say;
  const title = page.title({ model, split: evaluation.split });
  const figures = Object.entries(evaluation.metrics)
    .map(([name, value]) => `<div><dt>${escaped(name)}</dt><dd>${escaped(figure(value))}</dd></div>`)
    .join('');
  const wrong = examples.filter(({ isRight }) => !isRight).length;
  const shown = page.shown({ shown: grouped(examples.length), total: grouped(total), wrong: grouped(wrong) });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>${figures}</dl>
<p>${escaped(shown)}</p>
<input type="checkbox" id="wrong"><label for="wrong">${escaped(page.wrongOnly)}</label>
<main>
${examples.map((example) => described(example, say.page)).join('\n')}
</main>
</body>
</html>
`;
}

function described({ image, truths, answer, isRight }: Example, page: Cli['say']['page']): string {
  const { input = '', item, probability, alignment } = answer;
  const picture = image && `data:image/png;base64,${png(image).toString('base64')}`;
  const ratio = image === undefined ? '' : `;--ratio:${image.width}/${image.height}`;
  const grid = alignment?.grid;
  const pieces =
    picture === undefined || alignment === undefined || grid === undefined
      ? ''
      : `<ol>${alignment.target
          .map(
            (piece, t) => `<li><div class="look">${overlay(alignment.weights[t]!, grid)}</div>${escaped(piece)}</li>`,
          )
          .join('')}</ol>`;
  const said = probability === undefined ? '' : ` <small>${probability.toFixed(3)}</small>`;
  return `<article class="${isRight ? 'right' : 'wrong'}"${picture === undefined ? '' : ` style="--image:url(${picture})${ratio}"`}>
${picture === undefined ? '' : `<div class="image" role="img" aria-label="${escaped(input)}"></div>`}
<div>
<p class="said"><b>${isRight ? '✓' : '✗'} <span class="verdict">${escaped(isRight ? page.right : page.wrong)}</span></b> ${escaped(item)}${said}</p>
<p class="truth">${escaped(page.truth)} ${truths.map((truth) => `<q>${escaped(truth)}</q>`).join(' ')}</p>
<p class="input">${escaped(input)}</p>
${pieces}
</div>
</article>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand anywhere in HTML, quoted attributes included. */
function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => entities[letter]!);
}
