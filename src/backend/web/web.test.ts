import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWebBackend } from './backend.ts';
import { webThreads } from './threads.ts';

/** As if in a Worker of an isolated page on four cores, save for what is said. */
function stub(globals: Readonly<Record<string, unknown>> = {}): void {
  const all = { Worker: Object, crossOriginIsolated: true, navigator: { hardwareConcurrency: 4 }, ...globals };
  for (const [name, value] of Object.entries(all)) vi.stubGlobal(name, value);
}

afterEach(() => {
  vi.unstubAllGlobals();
});

/** As on the page's own thread. */
const mayNotWait = {
  Atomics: {
    wait(): never {
      throw new TypeError('Atomics.wait cannot be called in this context');
    },
  },
};

describe('how many threads a page can use', () => {
  it('is that of its cores, in a Worker of an isolated page', () => {
    stub();
    expect(webThreads()).toEqual({ threads: 4, reason: null });
  });

  const cases = [
    ['no-workers', { Worker: undefined }],
    ['not-isolated', { crossOriginIsolated: false }],
    ['not-isolated', { crossOriginIsolated: undefined }],
    ['page-thread', mayNotWait],
    ['one-core', { navigator: { hardwareConcurrency: 1 } }],
    ['one-core', { navigator: undefined }],
  ] as const;
  it.each(cases)('is one otherwise, with the reason: %s', (code, globals) => {
    stub(globals);
    expect(webThreads()).toMatchObject({ threads: 1, reason: { code } });
    const { backend, reason } = createWebBackend();
    expect([backend.threads, reason]).toEqual([1, webThreads().reason]);
  });

  it('is one in Node, whose threads are not those of a page', () => {
    expect(webThreads()).toMatchObject({ threads: 1, reason: { code: 'no-workers' } });
  });
});

describe('a backend of a page', () => {
  it('has the threads that were asked for, where there can be several', () => {
    stub();
    expect(createWebBackend().backend.threads).toBe(4);
    expect(createWebBackend({ threads: 2 })).toMatchObject({ backend: { threads: 2 }, reason: null });
    expect(createWebBackend({ threads: 1 })).toMatchObject({ backend: { threads: 1 }, reason: null });
    stub({ navigator: { hardwareConcurrency: 1 } });
    expect(createWebBackend({ threads: 2 })).toMatchObject({ backend: { threads: 2 }, reason: null });
  });

  it('goes on alone where shared memory is refused, and says so', () => {
    stub();
    const { Memory } = WebAssembly;
    vi.stubGlobal('WebAssembly', {
      ...Object.fromEntries(
        Object.getOwnPropertyNames(WebAssembly).map((name) => [name, Reflect.get(WebAssembly, name)]),
      ),
      Memory: function (options: WebAssembly.MemoryDescriptor) {
        if (options.shared === true) throw new RangeError('could not allocate memory');
        return new Memory(options);
      },
    });
    expect(createWebBackend()).toMatchObject({ backend: { threads: 1 }, reason: { code: 'no-memory' } });
  });

  it('refuses a count that is none', () => {
    for (const threads of [0, -1, 1.5, NaN, 257]) {
      expect(() => createWebBackend({ threads })).toThrow(expect.objectContaining({ code: 'usage/threads' }));
    }
  });

  it('starts a helper in a module Worker, and says so when it does not come up', () => {
    const started: FakeWorker[] = [];
    class FakeWorker {
      readonly messages: unknown[] = [];
      readonly listeners: Record<string, (event: unknown) => void> = {};
      readonly script: URL;
      readonly options: WorkerOptions;
      constructor(script: URL, options: WorkerOptions) {
        this.script = script;
        this.options = options;
        started.push(this);
      }
      addEventListener(type: string, listener: (event: unknown) => void): void {
        this.listeners[type] = listener;
      }
      postMessage(message: unknown): void {
        this.messages.push(message);
      }
    }
    stub({ Worker: FakeWorker });
    const { backend } = createWebBackend({ threads: 3 });
    expect(started).toEqual([]);
    backend.pool!.start();
    expect(started.map(({ script }) => script.pathname.split('/').at(-1))).toEqual(['helper.js', 'helper.js']);
    expect(started.map(({ options }) => options.type)).toEqual(['module', 'module']);
    expect(started.map(({ messages }) => messages)).toEqual([
      [expect.objectContaining({ index: 0 })],
      [expect.objectContaining({ index: 1 })],
    ]);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const event = { message: '', preventDefault: vi.fn() };
    started[0]!.listeners['error']!(event);
    expect(event.preventDefault).toHaveBeenCalled();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('its script did not load'));
    warn.mockRestore();
  });
});
