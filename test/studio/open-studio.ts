import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { serveStudio, type StudioServer } from '../../src/server/studio.ts';
import { browserPath } from '../support/browser.ts';
import { built } from '../support/built.ts';
import { root } from '../support/sources.ts';

/** What is there once a room has nothing more to do. */
export const settled = '[data-settled="true"]';

/** How often the page is drawn in the second from now on. */
export function framesASecond(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < 1000) {
      await new Promise(requestAnimationFrame);
      count++;
    }
    return count;
  });
}

/** What something comes to stand at: what was on its way when it was stopped may still come. */
export async function standstill<T>(page: Page, read: () => Promise<T>): Promise<T> {
  for (let before = await read(); ;) {
    await page.waitForTimeout(250);
    const now = await read();
    if (now === before) return now;
    before = now;
  }
}

/** The built studio, served, and a browser to look at it with. */
export class Studio {
  readonly #server: StudioServer;
  readonly #browser: Browser;

  private constructor(server: StudioServer, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  /** @param runs a folder whose runs the page may look at */
  static async start(runs?: string): Promise<Studio> {
    built('studio/index.html');
    const server = await serveStudio(`${root}dist/studio`, 0, runs);
    return new Studio(server, await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] }));
  }

  /** A page of a reader of its own, at `hash`. */
  open(hash = '', options: BrowserContextOptions = {}): Promise<View> {
    return this.#open(`${this.#server.address}${hash}`, options);
  }

  /** The page as one file, opened as a file is, by a reader without a network. */
  openFile(hash = ''): Promise<View> {
    const file = pathToFileURL(`${root}dist/studio/elman-studio.html`);
    return this.#open(`${file.href}${hash}`, { offline: true });
  }

  async #open(address: string, options: BrowserContextOptions): Promise<View> {
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: 'en-US',
      ...options,
    });
    const page = await context.newPage();
    const view = new View(page);
    await page.goto(address);
    return view;
  }

  /** Opens a page, waits for what is to be there, and holds it to have had no problems when it was looked at. */
  async visit(
    hash: string,
    look: (view: View) => Promise<void>,
    { ready = settled, ...options }: BrowserContextOptions & { readonly ready?: string } = {},
  ): Promise<void> {
    const view = await this.open(hash, options);
    try {
      await view.page.waitForSelector(ready);
      await look(view);
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}

export interface Finding {
  readonly impact: string | null | undefined;
  readonly id: string;
  readonly where: readonly string[];
}

/** A page, with all that went wrong in it and what it loaded. */
export class View {
  readonly page: Page;
  readonly problems: string[] = [];
  /** What was loaded, by address; the bodies may still be on their way. */
  readonly loaded = new Map<string, Promise<Buffer>>();

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('requestfailed', (request) => this.problems.push(`${request.url()} did not load`));
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) this.problems.push(message.text());
    });
    page.context().on('response', (response) => {
      const body = response.body();
      // Of a page that is closed meanwhile nobody wants it.
      body.catch(() => {});
      this.loaded.set(response.url(), body);
    });
  }

  get hash(): string {
    return new URL(this.page.url()).hash;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** What axe finds, of every weight. */
  async findings(): Promise<Finding[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    return violations.map(({ impact, id, nodes }) => ({
      impact,
      id,
      where: nodes.map(({ html }) => html.slice(0, 160)),
    }));
  }

  /** How much wider the page is than its window, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  /** The numbers of a table of colours, in full, by rows. */
  numbers(id: string): Promise<number[]> {
    return this.page
      .locator(`#${id} [data-value]`)
      .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset['value'])));
  }
}
