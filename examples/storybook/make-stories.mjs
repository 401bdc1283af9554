// Writes stories.txt, the book that the command line learns from; with `-`, prints it.
//
//   node examples/storybook/make-stories.mjs [-]
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { Random } from 'elman-rnn';
import { storyText } from './story.mjs';

const text = storyText(new Random(1), 1500);
if (process.argv[2] === '-') process.stdout.write(text);
else writeFileSync(new URL('stories.txt', import.meta.url), text);
