import type { Dataset, Making } from './dataset.ts';

/** A set that is made on the spot; its files as [name, bytes, sha256]. */
interface Made {
  name: string;
  title: string;
  source: string;
  licence: string;
  made: Making;
  files: readonly (readonly [string, number, string])[];
}

const sets: readonly Made[] = [
  {
    name: 'nsmc-resampled',
    title: 'Korean film reviews, good or bad: 200,000 drawn anew from the raw pool of NSMC, not its official parts',
    source: 'made from raw/*.json of https://github.com/e9t/nsmc/tree/cc0670e872d4ac27bfe36c87456783004b39ef6c',
    licence: 'CC0 1.0 (README of e9t/nsmc)',
    made: {
      archive: 'https://codeload.github.com/e9t/nsmc/tar.gz/cc0670e872d4ac27bfe36c87456783004b39ef6c',
      rule: 'resampled-reviews',
      each: 100_000,
      train: 150_000,
    },
    files: [
      ['train.tsv', 14643129, '2aaf8354785009a3da8f7b07c3b283b13e30a4f1abec02d5b6db2b9f642b5a1f'],
      ['test.tsv', 4873518, 'f64f35c01c8ff4a80111b2df3aecb7f0af943fab8a6e0d6411483cbb38513302'],
    ],
  },
  {
    name: 'typescript-messages',
    title: 'Messages of the TypeScript compiler in English and its 13 other languages, a column each',
    source: 'made from lib/typescript.js and lib/*/diagnosticMessages.generated.json of npm package typescript@5.9.3',
    licence: 'Apache-2.0',
    made: { packages: [{ name: 'typescript', version: '5.9.3' }], rule: 'typescript-messages' },
    files: [
      ['train.tsv', 2179365, '6c26cb9f9ee7a53cc6ca6b80d5e495f096eb08a6e2a09c36f231baee00596869'],
      ['validation.tsv', 272945, '85e7ae86d84d31c51a23c955e47f8355e88bf56a004a0feb973f94e6cb01dda2'],
      ['test.tsv', 258874, '07241dcb51b93d4ed5ef3a1541242f17f7711e0d3c247ec2e8551ab94db9ecfe'],
    ],
  },
  {
    name: 'emoji-captions',
    title: 'Emoji as four vendors drew them, 32 × 32 pixels, with their names in English and Korean',
    source:
      'made from emoji.json and img/*/sheets/32.png of npm package emoji-datasource@16.0.0, and the names of npm packages cldr-annotations-full@48.2.0 and cldr-annotations-derived-full@48.2.0',
    licence:
      "drawings of Google (Noto) Apache-2.0, of Twitter (Twemoji) CC BY 4.0; those of Apple and Facebook are theirs: learn from them where you are, but pass on neither them nor a model's weights; names: Unicode License v3",
    made: {
      packages: [
        { name: 'emoji-datasource', version: '16.0.0' },
        { name: 'cldr-annotations-full', version: '48.2.0' },
        { name: 'cldr-annotations-derived-full', version: '48.2.0' },
      ],
      rule: 'emoji-captions',
    },
    files: [
      ['images-idx4-ubyte', 45640724, '7371f21147e8b7c2bbcd8841331d6aa7f1f77ab74be09772409b70d44d316483'],
      ['captions.csv', 1766655, '1486357af8f89886f25ae7184a0bcd50369dc9f42dff5405e5195dc912f15f42'],
    ],
  },
  {
    name: 'review-sentences',
    title: '3,000 sentences of reviews of things, films and restaurants in English, good or bad',
    source: 'made from test/fixtures/{amazon,imdb,yelp}.json of npm package sentiment@5.0.2',
    licence:
      'MIT (the package, which has them from the Sentiment Labelled Sentences of the UCI Machine Learning Repository: Kotzias et al. 2015)',
    made: { packages: [{ name: 'sentiment', version: '5.0.2' }], rule: 'review-sentences' },
    files: [
      ['train.tsv', 150042, '867f6894ecfc3f2672e3139d42808223e83d1e1f80ea1b518c5ae0e4aa08bf9b'],
      ['validation.tsv', 21705, '2a9aa75083ddb6bd46ec78ef1785cf97c24e2e66f400d814b78529284902eaf6'],
      ['test.tsv', 30663, 'ebe3e76f972426a7071f58e45549eb0562a0ba83c069b1a44430cf6dcc98fe0d'],
    ],
  },
];

/** The named data sets whose files nobody serves as they are: each is made, by a rule, from what somebody does serve. */
export const madeDatasets: readonly Dataset[] = sets.map(({ made, files, ...set }) => ({
  ...set,
  files: files.map(([name, bytes, sha256]) => ({ name, bytes, sha256, from: { made } })),
}));
