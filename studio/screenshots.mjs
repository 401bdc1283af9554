// `node studio/screenshots.mjs FOLDER [ROOM…]`: pictures of the built rooms, in both languages and themes, narrow and
// wide, each as LANGUAGE-WIDTH-THEME-ROOM.png. `node studio/screenshots.mjs --readme` makes those of the READMEs in
// docs/images. Chromium is looked for where ELMAN_CHROMIUM says.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { serveStudio } from '../dist/server/index.js';

/** What is put into the address of each room (or of each task of one), what is done in it, what tells that all is there, and what is pointed at. */
const rooms = {
  lunch: { query: 'seventh=3', ready: '[data-settled="true"]', point: '#state [data-row="4"][data-column="9"]' },
  stages: { query: 'sentence=0304', ready: '[data-settled="true"]', point: '#lstm-c [data-row="1"][data-column="3"]' },
  unrolled: { query: 'step=20', ready: '[data-settled="true"]', point: '#lstm-c' },
  shapes: { query: '', ready: '.shapes', point: 'h1' },
  'shapes-digit': {
    room: 'shapes',
    query: 'task=digit',
    ready: '[data-settled="true"]',
    point: '#digit-map [data-row="5"][data-column="6"]',
  },
  'shapes-caption': {
    room: 'shapes',
    query: 'task=caption&drawing=2',
    ready: '[data-settled="true"]',
    point: '.looks .chosen',
  },
  'shapes-translate': {
    room: 'shapes',
    query: 'task=translate',
    ready: '[data-settled="true"]',
    point: '#alignment [data-row="2"][data-column="1"]',
  },
  'shapes-sentiment': {
    room: 'shapes',
    query: 'task=sentiment',
    ready: '[data-settled="true"]',
    point: '#sentiment-h',
  },
  'shapes-frames': { room: 'shapes', query: 'task=frames', ready: '[data-settled="true"]', point: '#frames-h' },
  'shapes-lunch': { room: 'shapes', query: 'task=lunch', ready: '[data-settled="true"]', point: '#lunch-h' },
  own: {
    query: 'sample=visits.csv&epochs=8',
    before: async (tab) => {
      await tab.getByRole('button', { name: /^(Train|학습)$/ }).click();
      for (const item of ['search', 'item', 'basket']) await tab.getByText(`+ ${item}`, { exact: true }).click();
    },
    ready: '#state-h_l0[aria-valuemax="4"]',
    point: '#weights',
  },
  runs: { query: 'scale=log', ready: '#plot-loss canvas', point: '#plot-loss .u-over', runs: trainedRuns },
  time: { query: '', ready: '[data-settled="true"]', point: '#lstm-c' },
};

/** What the READMEs show: wide, in the light, and no more of a long page than this. */
const shown = ['lunch', 'time', 'shapes-sentiment', 'shapes-caption'];
const SHOWN_HEIGHT = 1280;

const [first, ...rest] = process.argv.slice(2);
if (first === undefined) throw new Error('expected a folder, or --readme: node studio/screenshots.mjs FOLDER [ROOM…]');
const isForReadme = first === '--readme';
const folder = isForReadme ? fromRoot('docs/images') : first;
const named = isForReadme ? shown : rest;
const widths = isForReadme ? [1440] : [360, 1440];
const themes = isForReadme ? ['light'] : ['light', 'dark'];
mkdirSync(folder, { recursive: true });
const made = mkdtempSync(join(tmpdir(), 'elman-screenshots-'));
const browser = await chromium.launch({
  executablePath: process.env['ELMAN_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const room of named.length > 0 ? named : Object.keys(rooms)) {
    const { query, ready, point, runs, before, room: id = room } = rooms[room];
    const server = await serveStudio(fromRoot('dist/studio'), 0, runs?.());
    for (const lang of ['en', 'ko']) {
      for (const width of widths) {
        for (const theme of themes) {
          const tab = await browser.newPage({ viewport: { width, height: 900 } });
          await tab.goto(`${server.address}#/${id}?${query}&lang=${lang}&theme=${theme}`);
          await before?.(tab);
          await tab.waitForSelector(ready);
          // In a window as high as the page, what stays in sight while one scrolls lies where it belongs.
          if (width > 1000) await tab.locator(point).hover();
          const height = await tab.evaluate(() => document.documentElement.scrollHeight);
          await tab.setViewportSize({ width, height });
          const clip = { x: 0, y: 0, width, height: Math.min(height, isForReadme ? SHOWN_HEIGHT : height) };
          const picture = await tab.screenshot({ clip });
          const name = isForReadme ? `studio-${room}.${lang}.png` : `${lang}-${width}-${theme}-${room}.png`;
          await sharp(picture).png({ palette: true, colours: 128, effort: 10 }).toFile(join(folder, name));
          await tab.close();
        }
      }
    }
    await server.close();
  }
} finally {
  await browser.close();
  rmSync(made, { recursive: true, force: true });
}

function fromRoot(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** A folder with three runs of the example of lunch, which the command line trains. */
function trainedRuns() {
  const cells = { elman: [], gru: ['--set', 'model.cell=gru'], small: ['--set', 'model.hidden=4'] };
  for (const [name, sets] of Object.entries(cells)) {
    const args = ['train', fromRoot('examples/lunch/elman.yaml'), '--run', join(made, 'runs', name), ...sets];
    execFileSync(process.execPath, [fromRoot('dist/cli/main.js'), ...args], { stdio: 'ignore' });
  }
  return join(made, 'runs');
}
