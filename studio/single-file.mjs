// The built page once more, as one file that a browser opens by a double click: from files, browsers load no modules,
// start no Workers and fetch nothing. So the script and the styles stand in the page, and what the script asks for by
// address (Workers, models) stands in the script.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** How the built page asks for a file that lies beside its scripts. */
const ADDRESS = /new URL\(`([^`$]+)`,import\.meta\.url\)/g;
/** How it starts a Worker: one that is a module is not to be had of a page that has no origin. */
const MODULE = /\{type:`module`\}/g;
/** The list of what is loaded ahead of a room, which is all there already. */
const AHEAD = /__vite__mapDeps=\(i,.*?\)=>i\.map\(i=>d\[i\]\)/;

/**
 * Writes `elman-studio.html` into the folder of the built page.
 * @param {string} folder
 */
export async function writeSingleFile(folder) {
  const assets = join(folder, 'assets');
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const [scriptTag, script] = /<script type="module"[^>]*src="\.\/assets\/([^"]+)"[^>]*><\/script>\n?/.exec(page);
  const code = await bundled(assets, script, 'esm');
  const styles = readdirSync(assets)
    .filter((name) => name.endsWith('.css'))
    .map((name) => readFileSync(join(assets, name), 'utf8'));
  const hash = createHash('sha256').update(code).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}' 'wasm-unsafe-eval' blob:`,
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    'connect-src data:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const single = page
    .replace(scriptTag, '')
    .replace(/\s*<link rel="stylesheet"[^>]*>/g, '')
    .replace(/content="default-src[^"]*"/, () => `content="${policy.join('; ')}"`)
    .replace('</head>', () => `  <style>${styles.join('')}</style>\n  </head>`)
    .replace('</body>', () => `  <script type="module">${code}</script>\n  </body>`);
  writeFileSync(join(folder, 'elman-studio.html'), single);
}

/**
 * A script with all that it imports and asks for.
 * @param {string} assets the folder of the script
 * @param {string} script its name
 * @param {'esm' | 'iife'} format that of a module, for the page, or of a plain script, for a Worker
 * @returns {Promise<string>}
 */
async function bundled(assets, script, format) {
  /** @type {Set<string>} */
  const asked = new Set();
  const read = {
    name: 'files-of-the-page',
    setup(/** @type {import('esbuild').PluginBuild} */ bundler) {
      bundler.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const contents = text
          .replace(AHEAD, '__vite__mapDeps=()=>[]')
          .replace(MODULE, '{}')
          .replace(ADDRESS, (_, name) => {
            asked.add(name);
            return `new URL(fileOfPage(${JSON.stringify(name)}))`;
          });
        if (contents.includes('(m.f||(m.f=')) throw new Error(`${path}: what is loaded ahead was not recognised`);
        return { contents };
      });
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(assets, script)],
    bundle: true,
    format,
    ...(format === 'iife' && { define: { 'import.meta.url': 'location.href' } }),
    target: 'es2022',
    minify: true,
    charset: 'utf8',
    write: false,
    plugins: [read],
    logLevel: 'warning',
  });
  const files = await Promise.all(
    [...asked].sort().map(async (name) => {
      const inside = name.endsWith('.js')
        ? await bundled(assets, name, 'iife')
        : `data:application/octet-stream;base64,${readFileSync(join(assets, name), 'base64')}`;
      return [name, inside];
    }),
  );
  const code = asked.size === 0 ? outputFiles[0].text : `${addresses(Object.fromEntries(files))}${outputFiles[0].text}`;
  // Either would end the script early.
  if (/<\/?script/i.test(code)) throw new Error(`${script} has a tag in it that a page cannot hold`);
  return code;
}

/**
 * What gives a file by its name an address, the same each time: one that is made anew is held for as long as the page.
 * @param {Record<string, string>} files
 */
function addresses(files) {
  const inside = JSON.stringify(files).replaceAll(/<(?=\/?script)/gi, '\\u003c');
  return `const fileOfPage=((files,made={})=>name=>made[name]??=files[name].startsWith("data:")?files[name]:URL.createObjectURL(new Blob([files[name]],{type:"text/javascript"})))(${inside});\n`;
}
