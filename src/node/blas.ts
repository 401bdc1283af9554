import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import type { Kernels } from '../backend/backend.ts';
import { withProducts, type Blas } from '../backend/blas.ts';
import { expect, fail, messageOf } from '../util/errors.ts';

type Koffi = typeof import('koffi');
type Library = ReturnType<Koffi['load']>;

/** What is known of a library: how it says what it is, and how it is told to use one thread a call. */
interface Kind {
  readonly name: string;
  /** File names, or paths, where it may be found. */
  readonly files: readonly string[];
  readonly describe: (library: Library) => { readonly version: string; readonly kernel: string };
  readonly oneThread: (library: Library) => void;
}

const text = (library: Library, name: string): string => String(library.func(`const char *${name}(void)`)()).trim();

const kinds: readonly Kind[] = [
  {
    name: 'OpenBLAS',
    files: [
      'libopenblas.so.0',
      'libopenblas.so',
      '/opt/homebrew/opt/openblas/lib/libopenblas.dylib',
      '/usr/local/opt/openblas/lib/libopenblas.dylib',
      'libopenblas.dll',
    ],
    describe: (library) => ({
      version: /\d+(?:\.\d+)+/.exec(text(library, 'openblas_get_config'))?.[0] ?? '',
      kernel: text(library, 'openblas_get_corename'),
    }),
    oneThread: (library) => void library.func('void openblas_set_num_threads(int n)')(1),
  },
  {
    name: 'MKL',
    files: ['libmkl_rt.so.2', 'libmkl_rt.so', 'mkl_rt.2.dll', 'mkl_rt.dll'],
    describe: (library) => {
      const buffer = Buffer.alloc(256);
      library.func('void mkl_get_version_string(_Out_ uint8_t *buffer, int n)')(buffer, buffer.length);
      const said = buffer.toString('latin1').replaceAll('\0', '').trim();
      return {
        version: /Version ([\d.]+)/.exec(said)?.[1] ?? '',
        kernel: /for (.+?)(?: applications|$)/.exec(said)?.[1] ?? '',
      };
    },
    oneThread: (library) => void library.func('void MKL_Set_Num_Threads(int n)')(1),
  },
  {
    name: 'BLIS',
    files: ['libblis.so.4', 'libblis.so.3', 'libblis.so', 'libblis.dylib'],
    describe: (library) => ({
      version: text(library, 'bli_info_get_version_str'),
      kernel: String(
        library.func('const char *bli_arch_string(int id)')(library.func('int bli_arch_query_id(void)')()),
      ),
    }),
    oneThread: (library) => void library.func('void bli_thread_set_num_threads(int64_t n)')(1),
  },
  {
    name: 'Accelerate',
    files: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
    describe: (library) => {
      // It does not say its version; that it has this function says what it is.
      library.func('void vDSP_vadd(void)');
      return { version: '', kernel: process.arch };
    },
    oneThread: () => void (process.env['VECLIB_MAXIMUM_THREADS'] ??= '1'),
  },
];

/** A library that was found. */
export interface SystemBlas extends Blas {
  /** OpenBLAS, MKL, BLIS or Accelerate; BLAS, when it does not say. */
  readonly library: string;
  /** Empty when it does not say. */
  readonly version: string;
  /** Which processor's code it runs; empty when it does not say. */
  readonly kernel: string;
}

/** Where a library of another name or place is named. */
export const blasVariable = 'ELMAN_BLAS';

const usualFiles = kinds.flatMap(({ files }) => files);

/**
 * The system's BLAS, or the one that `path` (by default `$ELMAN_BLAS`) names: OpenBLAS, MKL, BLIS or Accelerate, the
 * first that is there. @throws `blas/koffi` without the package koffi, `blas/none` when no library can be loaded,
 * `usage/blas` when the one that is named can't. `usual` are the files that are tried when none is named.
 */
export function loadBlas(
  path: string | undefined = process.env[blasVariable],
  usual: readonly string[] = usualFiles,
): SystemBlas {
  const koffi = loadKoffi();
  const named = path !== undefined && path !== '';
  const tried: string[] = [];
  for (const file of named ? [path] : usual) {
    if (file.startsWith('/') && !existsSync(file)) {
      tried.push(`${file}: there is no such file`);
      continue;
    }
    try {
      return bind(koffi, koffi.load(file), file);
    } catch (error) {
      tried.push(messageOf(error));
    }
  }
  if (named) {
    return fail(
      'usage/blas',
      `${path} is not a BLAS that can be used (${tried[0]}): name the file of OpenBLAS, MKL, BLIS or Accelerate in ${blasVariable}, or leave it unset to use the system's`,
      { path, reason: tried[0], variable: blasVariable },
    );
  }
  const install = process.platform === 'darwin' ? 'brew install openblas' : 'apt-get install libopenblas0-pthread';
  return fail(
    'blas/none',
    `no BLAS was found: install one, such as OpenBLAS (\`${install}\`), or name its file in ${blasVariable}`,
    { install, variable: blasVariable, tried },
  );
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (error) {
    return fail(
      'blas/koffi',
      'the BLAS backend calls the system library through the package koffi, which is not installed; run `npm install koffi`',
      { install: 'npm install koffi' },
      error,
    );
  }
}

const [ROW_MAJOR, AS_IT_IS, TRANSPOSED] = [101, 111, 112];

function bind(koffi: Koffi, library: Library, file: string): SystemBlas {
  const sgemm = library.func(
    'void cblas_sgemm(int, int, int, int, int, int, float, uintptr_t, int, uintptr_t, int, float, uintptr_t, int)',
  );
  const sgemv = library.func(
    'void cblas_sgemv(int, int, int, int, float, uintptr_t, int, uintptr_t, int, float, uintptr_t, int)',
  );
  const kind = kinds.find((candidate) => answers(() => candidate.describe(library))) ?? null;
  const { version, kernel } = kind?.describe(library) ?? { version: '', kernel: '' };
  kind?.oneThread(library);
  const name = kind?.name ?? 'BLAS';
  const path = fileOf(koffi, library) ?? file;
  return {
    name: [name, version, kernel === '' ? '' : `(${kernel})`, kind === null ? path : ''].filter(Boolean).join(' '),
    library: name,
    version,
    kernel,
    path,
    over(kernels, memory) {
      expect(
        memory.buffer instanceof SharedArrayBuffer,
        'blas/memory',
        () => 'a BLAS works on shared memory, which never moves',
      );
      const base = Number(koffi.address(new Uint8Array(memory.buffer)));
      const gemm: Kernels['gemm'] = (transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate) => {
        if (m === 1) {
          // One row: a matrix-vector product, which reads B once and packs nothing.
          const [rows, cols, trans] = transB === 1 ? [n, k, AS_IT_IS] : [k, n, TRANSPOSED];
          const step = transA === 1 ? lda : 1;
          sgemv(ROW_MAJOR, trans, rows, cols, 1, base + b, ldb, base + a, step, accumulate, base + c, 1);
          return;
        }
        const [opA, opB] = [transA === 1 ? TRANSPOSED : AS_IT_IS, transB === 1 ? TRANSPOSED : AS_IT_IS];
        sgemm(ROW_MAJOR, opA, opB, m, n, k, 1, base + a, lda, base + b, ldb, accumulate, base + c, ldc);
      };
      return withProducts(kernels, gemm, memory);
    },
  };
}

/** The file that a library's products lie in, as the system says; undefined where it does not. */
function fileOf(koffi: Koffi, library: Library): string | undefined {
  try {
    const at = koffi.address(library.symbol('cblas_sgemm', 'uint8_t'));
    const maps = readFileSync('/proc/self/maps', 'utf8').matchAll(/^([0-9a-f]+)-([0-9a-f]+) .*?(\/.*)$/gm);
    return [...maps].find(([, from, to]) => at >= BigInt(`0x${from}`) && at < BigInt(`0x${to}`))?.[3];
  } catch {
    return undefined;
  }
}

/** Whether a library has the functions that a kind asks it. */
function answers(ask: () => unknown): boolean {
  try {
    ask();
    return true;
  } catch {
    return false;
  }
}
