// transformers.js against RerankKit on the same ONNX files and texts, tokenization included, in turn in one run. README.md says how.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const here = import.meta.dirname;
const program = path.join(here, '..', 'RerankKit.Benchmarks');
const { values: options } = parseArgs({ options: { seconds: { type: 'string', default: '25' }, results: { type: 'string' }, only: { type: 'string', default: '' } } });
const rows = [
  ['MiniLM-L-6', 10], ['MiniLM-L-6', 25], ['MiniLM-L-6', 50], ['MiniLM-L-6', 100], ['MiniLM-L-6', 200],
  ['TinyBERT-L-2', 50], ['TinyBERT-L-2', 100], ['TinyBERT-L-2', 200],
].filter(([model, count]) => `${model} ${count}`.startsWith(options.only));
const minRounds = 5;
const maxRounds = 40;

if (!existsSync(path.join(here, 'node_modules', '@huggingface', 'transformers'))) {
  console.log('Installing transformers.js ...');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: here, stdio: 'inherit', shell: os.platform() === 'win32' });
}

console.log('Building RerankKit ...');
execFileSync('dotnet', ['build', program, '-c', 'Release', '--nologo', '-v', 'q', '-p:RunAnalyzers=false'], { stdio: 'inherit' });
const { AutoModelForSequenceClassification, AutoTokenizer, env } = await import('@huggingface/transformers');
env.allowRemoteModels = false;

const server = spawn('dotnet', [path.join(program, 'bin', 'Release', 'net10.0', 'RerankKit.Benchmarks.dll'), 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
const answers = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
const ask = async request => {
  server.stdin.write(JSON.stringify(request) + '\n');
  const { value, done } = await answers.next();
  if (done) {
    throw new Error('RerankKit has ended.');
  }

  return JSON.parse(value);
};

const median = values => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const milliseconds = value => value.toFixed(value < 100 ? 1 : 0);

// The threads of a pool go on looking for work for a while after a run; they shall not do so in the other's time.
const rest = () => new Promise(resolve => setTimeout(resolve, 50));

async function load(name) {
  const { folder, engine } = await ask({ do: 'load', model: name });
  env.localModelPath = path.dirname(folder);
  const id = path.basename(folder);
  return {
    engine,
    tokenizer: await AutoTokenizer.from_pretrained(id, { local_files_only: true }),
    model: await AutoModelForSequenceClassification.from_pretrained(id, { local_files_only: true, dtype: 'fp32' }),
  };
}

async function measure(rival, name, count) {
  const { query, documents } = await ask({ do: 'texts', kind: 'passages', count });
  const theirs = async () => {
    const start = performance.now();
    const inputs = rival.tokenizer(new Array(count).fill(query), { text_pair: documents, padding: true, truncation: true });
    const tokenized = performance.now();
    const { logits } = await rival.model(inputs);
    const times = { milliseconds: performance.now() - start, tokenization: tokenized - start };
    return { ...times, logits: Array.from(logits.data) };
  };
  const ours = () => ask({ do: 'rerank', query, documents });
  const [first, second] = [await theirs(), await ours()];
  const difference = Math.max(...first.logits.map((logit, i) => Math.abs(logit - second.logits[i])));
  if (!(difference < 1e-3)) {
    throw new Error(`The scores differ by ${difference}.`);
  }

  const rounds = [];
  const start = performance.now();
  while (rounds.length < minRounds || (performance.now() - start < options.seconds * 1000 && rounds.length < maxRounds)) {
    const round = {};
    for (const [side, run] of rounds.length % 2 ? [['theirs', theirs], ['ours', ours]] : [['ours', ours], ['theirs', theirs]]) {
      await rest();
      round[side] = await run();
    }

    rounds.push(round);
  }

  const column = pick => median(rounds.map(pick));
  return [
    name,
    count,
    milliseconds(column(round => round.theirs.milliseconds)),
    milliseconds(column(round => round.theirs.tokenization)),
    milliseconds(column(round => round.ours.milliseconds)),
    column(round => round.theirs.milliseconds / round.ours.milliseconds).toFixed(2),
    rounds.length,
    difference.toExponential(0),
  ];
}

const report = [
  '| model, fp32 | passages | transformers.js ms | of that tokenization | RerankKit ms | times as fast | rounds | largest difference of logits |',
  '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
];
report.forEach(line => console.log(line));
let rival;
let loaded;
for (const [name, count] of rows) {
  if (loaded !== name) {
    await rival?.model.dispose();
    rival = await load(name);
    loaded = name;
  }

  const line = `| ${(await measure(rival, name, count)).join(' | ')} |`;
  console.log(line);
  report.push(line);
}

server.stdin.end();
await rival?.model.dispose();
if (options.results) {
  const versions = ['@huggingface/transformers', 'onnxruntime-node'].map(name => `${name} ${JSON.parse(readFileSync(path.join(here, 'node_modules', name, 'package.json'))).version}`);
  const machine = `${os.cpus()[0].model}, ${os.cpus().length} logical cores, ${os.type()} ${os.release()}\nNode ${process.version}, ${versions.join(', ')}\nTexts: ${process.env.RERANKKIT_TEST_DATA ? 'Cranfield' : 'made-up words'}`;
  mkdirSync(options.results, { recursive: true });
  writeFileSync(
    path.join(options.results, 'RivalTransformersJs.md'),
    `\`\`\`\n${machine}\n\`\`\`\n\nTokenization and scoring of one query with passages of 30 to 190 tokens, mixed; the same ONNX files, RerankKit on its engine '${rival.engine}', medians;\nthe ratio is the median of the ratios within rounds.\n\n${report.join('\n')}\n`);
}
