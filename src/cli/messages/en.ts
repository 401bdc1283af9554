/** A word for each thing, wherever it is said. Each text is whole: nothing is glued together that another language would order otherwise. */
export const en = {
  help: {
    usage: 'Usage:',
    arguments: 'Arguments:',
    options: 'Options:',
    globalOptions: 'Global options:',
    commands: 'Commands:',
    program: 'Trains and runs recurrent neural networks.',
    more: 'elman COMMAND --help says more about a command. Start with: elman init FILE, or npm start for a worked example.',
    version: 'say which version this is',
    help: 'say how it is used',
    helpCommand: 'say how a command is used',
    lang: 'the language of messages: en or ko (otherwise that of the environment)',
    json: 'print one JSON document on standard output, everything else on standard error',
    default: 'default',
    model: 'a model file (.safetensors) or a run folder',
    train: 'train what a config describes',
    trainConfig: 'the config, a YAML file',
    set: 'change a value of the config, such as train.epochs=10; may be repeated',
    run: 'the run folder, in place of the one in the config',
    resume: 'go on from the last checkpoint of the run folder',
    overwrite: 'start anew and replace what is in the run folder',
    initFrom: 'begin with the weights of this model (a file or a run folder)',
    evaluate: 'measure a model on data it was not trained on',
    evaluateData: 'measure on this file, with the same columns',
    html: 'write a page with the first results to look through, of tasks that say what images show',
    examples: 'how many results the page shows (default: 200)',
    split: 'the part of the data: train, validation or test',
    predict: 'say what comes next, which label something has, a translation, or what an image shows',
    predictStdin: '- reads the inputs from standard input, one a line',
    input:
      'an item of the history, oldest first, "" is one that is not known; or a text or image to label, or to say a sentence about; may be repeated',
    file: 'read the inputs from a file: one a line, or as the data section describes it; or the frames of a video',
    steps: 'how many steps ahead',
    top: 'how many candidates a step',
    explain: 'say what each step of an input contributed to the answer, or where each piece of a sentence looked',
    beam: 'sentences that are followed at a time, of tasks that say some',
    lengthPenalty: 'higher favours longer sentences',
    stream: 'read steps from standard input, a line each, and answer each at once',
    sample: 'make up a text',
    prompt: 'how the text begins',
    temperature: 'below 1 more certain, above 1 bolder; 0 always takes the likeliest (default: 1)',
    topK: 'draw from the so many likeliest symbols only',
    topP: 'draw from the likeliest symbols that together reach this probability only',
    length: 'how many symbols at most (default: 200)',
    seed: 'the same seed makes up the same text (default: 1)',
    score: 'say how much each step surprises a model',
    scoreStdin: '- reads a text from standard input',
    scoreFile: 'score this file, with the same columns or of the same kind as the training data',
    scoreText: 'score this text; where a model knows items, one a line, an empty line ends a sequence',
    scoreTop: 'show only the so many most surprising steps',
    inspect: 'say what is in a model, a checkpoint or another .safetensors file',
    inspectFile: 'the file, or a run folder',
    ignoreChecksum: 'use a file although its checksum is wrong',
    data: 'named data sets',
    dataList: 'list the data sets that have a name',
    dataGet: 'fetch a data set into the cache',
    dataName: 'the name of a data set',
    doctor: 'say what this machine can do',
    bench: 'measure speed',
    benchTrain: 'time whole training steps at fixed sizes',
    hidden: 'only this hidden size: 16, 128 or 256',
    benchStream: 'time one step of one session, at hidden sizes 16, 128 and 256',
    benchGemm: 'time matrix products at the shapes of those sizes',
    cell: 'only this cell: elman, lstm or gru',
    size: 'only this size: S1, S2, S3 or S4',
    backend: 'what computes: wasm, with the same bits everywhere (default), or blas, the system’s library',
    threads: 'how many threads (default: ELMAN_THREADS, or one for each core)',
    rounds: 'how many rounds of about a second; the best and the median are printed',
    init: 'read a table, a text, captions or a folder of images, write a config for it with comments',
    initFile:
      'a file of data: CSV, TSV or JSON Lines, a text (.txt, .text, .md), tagged words (.conll …), captions (.json, .token.txt), or a folder of images',
    initTask: 'the task',
    output: 'where the config goes',
    initOverwrite: 'replace the config if there is one',
    schema: 'print the JSON Schema of a task’s config, for editors',
    schemaTask: 'the name of a task',
    start: 'train and show the lunch example',
    studio: 'open the studio in the browser',
    studioRuns: 'a folder whose runs to follow as they train, such as runs',
    port: 'the port it is served on, at 127.0.0.1 alone (otherwise any that is free)',
    noOpen: 'only print the address',
  },
  studio: {
    serving: (d: { address: string }) => `The studio is at ${d.address} (Ctrl-C ends it)`,
    notOpened: 'No browser could be opened from here: open the address in one.',
  },
  error: {
    label: 'error',
    unexpected: (d: { message: string }) => `this should not happen, and is a bug of Elman: ${d.message}`,
    report: 'Please report it with the lines above.',
  },
  config: {
    heading: (d: { file: string; count: number }) =>
      `${d.file} has ${d.count === 1 ? 'a mistake' : `${d.count} mistakes`}:`,
    syntax: (d: { text: string }) => `this is not YAML: ${d.text}`,
    unknownKey: (d: { path: string; near: string | undefined; known: string }) =>
      `${d.path} is not a key that is known here${d.near === undefined ? '' : `; did you mean "${d.near}"?`}${d.near === undefined ? '; ' : ' '}the keys are ${d.known}`,
    missing: (d: { path: string; expected: string }) =>
      d.path === ''
        ? `the config is empty: it needs task, data and more`
        : `${d.path} is missing: it should be ${d.expected}`,
    value: (d: { path: string; expected: string; got: string; near: string | undefined }) =>
      `${d.path === '' ? 'the config' : d.path} should be ${d.expected}, but is ${d.got}${d.near === undefined ? '' : `; did you mean "${d.near}"?`}`,
    conflict: (d: {
      path: string;
      needs: string;
      values: string | undefined;
      above: number | undefined;
      got: string;
    }) =>
      `${d.path} does nothing here: it needs ${d.needs} to be ${d.values?.replace(/, (?=[^,]*$)/, ' or ') ?? `more than ${d.above}`}, but that is ${d.got}; change it, or leave ${d.path} out`,
    custom: (d: { path: string; text: string }) => `${d.path}: ${d.text}`,
    choice: (d: { values: string }) => (d.values.includes(', ') ? `one of ${d.values}` : d.values),
    bound: (d: { kind: 'above' | 'atLeast' | 'below' | 'atMost'; bound: string; of: 'number' | 'length' }) => {
      const words = { above: 'more than', atLeast: 'at least', below: 'less than', atMost: 'at most' };
      return d.of === 'number' ? `${words[d.kind]} ${d.bound}` : `${words[d.kind]} ${d.bound} long`;
    },
    either: (d: { options: string[] }) => d.options.join(' or '),
    kinds: {
      number: 'a number',
      int: 'a whole number',
      string: 'a text',
      boolean: 'true or false',
      list: 'a list',
      section: 'a section of keys and values',
    },
  },
  train: {
    data: (d: { facts: string }) => `data: ${d.facts}`,
    facts: {} as Readonly<Record<string, string>>,
    started: (d: { parameters: string; epochs: number; steps: string; run: string }) =>
      `training ${d.parameters} parameters for ${d.epochs === 1 ? '1 epoch' : `${d.epochs} epochs`} (${d.steps} steps), into ${d.run}`,
    resumed: (d: { step: string; epoch: number; run: string }) =>
      `resuming ${d.run} after step ${d.step}, in epoch ${d.epoch}`,
    memory: (d: { step: string; held: string }) =>
      `memory: a step takes up to ${d.step}, parameters and optimiser ${d.held}`,
    nothingToResume: (d: { run: string }) => `${d.run} has no checkpoint to resume from: starting anew`,
    alreadyFinished: (d: { run: string }) => `the run in ${d.run} is finished: there is nothing to resume`,
    line: (d: { epoch: number; epochs: number; loss: string; figures: string; speed: string; left: string }) =>
      `epoch ${d.epoch}/${d.epochs}  loss ${d.loss}${d.figures}  ${d.speed} items/s  ${d.left} left`,
    figures: (d: { list: string }) => `  validation: ${d.list}`,
    bar: 'epoch {epoch}/{epochs} [{bar}] loss {loss}{figures} | {speed} items/s | {left} left',
    interrupting: 'interrupted: saving a checkpoint (once more ends at once, without)',
    interrupted: (d: { run: string; command: string }) => `stopped; nothing is lost. Go on with: ${d.command}`,
    patience: (d: { epoch: number }) => `validation stopped improving: ended after epoch ${d.epoch}`,
    best: (d: { metric: string; value: string; epoch: number }) => `best: ${d.metric} ${d.value} in epoch ${d.epoch}`,
    done: (d: { time: string; model: string }) => `done in ${d.time}; the model is ${d.model}`,
    next: (d: { command: string }) => `next: ${d.command}`,
    library: (d: { library: string; threads: number }) =>
      `${d.library} on ${d.threads === 1 ? '1 thread' : `${d.threads} threads`}`,
    otherBackend: (d: { before: string; now: string }) =>
      `computed by ${d.before} so far, by ${d.now} from here on: the result has other bits than a run that was never stopped`,
    blasHint: (d: { times: string; library: string }) =>
      `${d.library} computes products of this size about ${d.times} times as fast: --backend blas trains with it (the bits then repeat on this machine only)`,
    computedBy: (d: { library: string }) => `products by ${d.library}: the bits repeat with the same one only`,
    defaultRun: (d: { run: string }) => `the config names no run folder: using ${d.run}`,
  },
  metric: {
    name: 'metric',
    model: 'model',
    split: (d: { split: string }) => `on the part "${d.split}":`,
    baselines: {
      popularity: 'popularity',
      markov: 'markov',
      majority: 'majority',
      'naive-bayes': 'naive Bayes',
      mean: 'the mean',
      'nearest-centroid': 'nearest mean',
      token: 'commonest of token',
      nearest: 'nearest row',
      commonest: 'commonest caption',
    } as Readonly<Record<string, string>>,
  },
  classes: {
    label: 'label',
    precision: 'precision',
    recall: 'recall',
    support: 'count',
    confusion: 'what each (row) was taken for (column):',
  },
  page: {
    title: (d: { model: string; split: string }) => `${d.model}, part "${d.split}"`,
    shown: (d: { shown: string; total: string; wrong: string }) => `${d.shown} of ${d.total}, ${d.wrong} of them wrong`,
    wrongOnly: 'wrong ones only',
    right: 'right',
    wrong: 'wrong',
    truth: 'by people:',
    written: (d: { file: string }) => `the page is ${d.file}`,
  },
  predict: {
    sequence: 'sequence',
    input: 'input',
    contribution: 'contribution',
    looked: 'looked at',
    step: 'step',
    item: 'item',
    probability: 'probability',
  },
  score: {
    line: 'line',
    step: 'step',
    sequence: 'sequence',
    item: 'item',
    surprise: 'surprise',
    rank: 'rank',
    mean: 'mean surprise',
    nats: (d: { mean: string }) => `${d.mean} nats`,
    perplexity: 'perplexity',
    bits: 'bits a step',
    scored: 'scored',
    of: (d: { scored: string; steps: string }) => `${d.scored} of ${d.steps} steps`,
  },
  inspect: {
    file: 'file',
    kind: 'kind',
    kinds: { model: 'Elman model', checkpoint: 'Elman checkpoint', other: 'safetensors file from elsewhere' },
    format: 'format',
    size: 'size',
    checksum: 'checksum',
    checksums: { ok: 'ok', absent: 'absent', wrong: 'WRONG: the content was changed', none: 'none' },
    task: 'task',
    vocabulary: 'vocabulary',
    items: (d: { count: string }) => `${d.count} items`,
    progress: 'progress',
    at: (d: { epoch: number; step: string }) => `epoch ${d.epoch}, step ${d.step}`,
    parameters: 'parameters',
    numbers: 'numbers',
    config: 'config',
    metadata: 'metadata',
    tensor: 'tensor',
    type: 'type',
    shape: 'shape',
  },
  data: {
    size: 'size',
    licence: 'licence',
    source: 'source',
    files: 'files',
    description: 'what it is',
    fetching: (d: { name: string; source: string }) => `getting ${d.name}, from this machine or from ${d.source}`,
    use: (d: { example: string }) => `in a config: data.file: ${d.example}`,
  },
  doctor: {
    elman: 'Elman',
    node: 'Node',
    nodeOld: (d: { version: string; needed: string }) => `${d.version} — too old: needs ${d.needed} or later`,
    machine: 'machine',
    cores: 'cores',
    memory: 'memory',
    memoryOf: (d: { free: string; total: string }) => `${d.free} free of ${d.total}`,
    locale: 'language',
    localeOf: (d: { locale: string; language: string }) => `${d.locale} → ${d.language}`,
    simd: 'WebAssembly SIMD',
    sharedMemory: 'shared memory and atomics',
    yes: 'yes',
    simdNo: 'NO: Elman needs it; use Node 20.19 or later',
    no: 'no',
    threads: 'threads',
    threadsFrom: {
      cores: (d: { count: number }) => `${d.count}: one for each core`,
      ELMAN_THREADS: (d: { count: number }) => `${d.count}: as ELMAN_THREADS says`,
    },
    backend: 'backend',
    backendBroken: (d: { message: string }) => `broken: ${d.message}`,
    gemm: 'matrix product',
    gflops: (d: { gflops: string }) => `${d.gflops} GFLOP/s on one thread`,
    blas: 'system BLAS',
    blasOf: (d: { name: string; path: string }) => `${d.name}, ${d.path}; used with --backend blas`,
    blasNo: (d: { reason: string }) => `none, and none is needed: ${d.reason}`,
    blasGemm: 'matrix product by BLAS',
    pinned: (d: {
      variables: string;
      kernel: string;
      gflops: string;
      better: string;
      betterGflops: string;
      command: string;
    }) =>
      `the environment (${d.variables}) keeps it from this processor’s kernel: ${d.kernel} gives ${d.gflops} GFLOP/s, ${d.better} would give ${d.betterGflops}; to let it choose: ${d.command}`,
    noFaster: (d: { kernel: string }) =>
      `no faster than WebAssembly: the library does not know this processor and fell back to its kernel ${d.kernel}; a newer release may know it, or with OpenBLAS try OPENBLAS_CORETYPE=Haswell, or SkylakeX where there is AVX-512`,
    well: 'All that Elman needs is here.',
    unwell: 'Elman cannot compute on this machine: see above.',
  },
  bench: {
    measuring: (d: { what: string }) => `measuring ${d.what}`,
    cell: 'cell',
    size: 'size',
    product: 'product',
    shape: 'm × n × k',
    best: 'best ms',
    median: 'median ms',
    gflops: 'GFLOP/s',
    share: 'share',
    hidden: 'hidden',
    bestMicroseconds: 'best µs',
    medianMicroseconds: 'median µs',
    sketch: 'sketch ms',
    ratio: 'ratio',
    machine: (d: { cpu: string; node: string; gflops: string }) =>
      `${d.cpu}, Node ${d.node}, matrix product ${d.gflops} GFLOP/s on one thread of WASM`,
    engine: (d: { engine: string; threads: number }) =>
      `computed by ${d.engine} on ${d.threads === 1 ? '1 thread' : `${d.threads} threads`}`,
    peak: (d: { gflops: string }) =>
      `share: of ${d.gflops} GFLOP/s, what multiplications and additions of 128 bits between registers attain on as many threads`,
    square: (d: { gflops: string }) =>
      `share: of ${d.gflops} GFLOP/s, what the library attains on as many threads in a product of 1024 × 1024 × 1024`,
    sketchNote: (d: { gflops: string }) =>
      `sketch: the hand-written sketch of the design on one thread, scaled from its 48 GFLOP/s to the ${d.gflops} measured here; ratio: ours to it, below 1 is faster`,
  },
  init: {
    written: (d: { file: string }) => `wrote ${d.file}`,
    next: (d: { command: string }) => `look it over, then: ${d.command}`,
    task: 'What is asked:',
    data: 'Where the data is. A relative file is looked for beside this config.',
    model: 'What learns it.',
    train: 'How it learns.',
    epochs: 'how many times through the data',
    optimizer: 'sgd, adam, adamw, rmsprop, adagrad or asgd',
    lr: 'the size of the steps; a tenth if the loss jumps about',
    seed: 'the same seed gives the same bits',
    run: 'Where model, metrics and checkpoints go, seen from the folder you are in.',
    made: (d: { file: string }) => `Guessed by elman init from ${d.file}; change what is wrong.`,
  },
  start: {
    intro:
      'Dinner is 짜장, 짬뽕 or 볶음밥 in turn. An Elman network learns the turn from a table of dinners, gaps and all.',
    reused: (d: { run: string; again: string }) =>
      `${d.run} is already trained, and is used as it is (${d.again} trains anew)`,
    date: 'date',
    dish: 'dish',
    origin: 'origin',
    recorded: 'recorded',
    predicted: 'predicted',
    oneHot: 'one-hot',
    table: (d: { labels: string }) => `what the network makes of the nights before (probabilities of ${d.labels}):`,
    model: (d: { model: string }) => `model: ${d.model}`,
    accuracy: (d: { accuracy: string; popularity: string | undefined }) =>
      `held-out accuracy: ${d.accuracy}${d.popularity === undefined ? '' : ` (always the commonest dish: ${d.popularity})`}`,
    tryNext: 'try next:',
  },
  note: {
    label: 'note',
  },
};

/** The table of another language: every text of English, with the same facts. A missing one does not compile. */
export type Messages = Translated<typeof en>;

type Translated<T> = {
  readonly [K in keyof T]: T[K] extends (facts: infer Facts) => string
    ? (facts: Facts) => string
    : T[K] extends string
      ? string
      : T[K] extends Readonly<Record<string, string>>
        ? { readonly [Key in keyof T[K]]: string }
        : Translated<T[K]>;
};
