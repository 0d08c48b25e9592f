// Runs clients of others against a server, checks what they make of its answers, and records what they sent: the .http files beside this one, which ForeignClientTests replays.
//
//   rerankkit serve --reranker embedded --accept-unknown-models --urls http://127.0.0.1:8080
//   npm install cohere-ai @langchain/cohere @langchain/core @ai-sdk/cohere ai rag-chunk-reorder      (in a folder of your own)
//   node record.mjs http://127.0.0.1:8080 FOLDER-OF-NODE_MODULES
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [target, modules] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const version = (name) => JSON.parse(fs.readFileSync(path.join(modules, "node_modules", name, "package.json"), "utf8")).version;
const query = "rotate the signing key";
const documents = ["The billing page lists invoices.", "How to rotate a signing key.", "Keys and locks."];
let recording = null;

const proxy = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    if (recording) {
      const headers = ["content-type", "accept", "authorization"].filter((name) => request.headers[name]).map((name) => `${name}: ${request.headers[name]}\n`).join("");
      fs.writeFileSync(path.join(import.meta.dirname, `${recording.file}.http`), `# ${recording.client}\n${request.method} ${request.url}\n${headers}\n${body}`);
      recording = null;
    }
    const { host, connection, "transfer-encoding": _, ...kept } = request.headers;
    const upstream = http.request(target + request.url, { method: request.method, headers: { ...kept, "content-length": body.length } }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    upstream.end(body);
  });
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${proxy.address().port}`;

async function run(file, client, call) {
  recording = { file, client };
  const order = await call();
  const good = order[0] === 1;
  console.log(`${good ? "ok  " : "FAIL"} ${client}: ${JSON.stringify(order)}`);
  process.exitCode ||= good ? 0 : 1;
}

const { CohereClient, CohereClientV2 } = await load("cohere-ai");
const cohere = version("cohere-ai");
await run("cohere-ai-v2", `cohere-ai ${cohere}, CohereClientV2.rerank`, async () => {
  const answer = await new CohereClientV2({ token: "key", environment: url }).rerank({ model: "rerank-v3.5", query, documents, topN: 2 });
  if (answer.meta.billedUnits.searchUnits !== 1) throw new Error("no billed units");
  return answer.results.map((result) => result.index);
});
await run("cohere-ai-v1", `cohere-ai ${cohere}, CohereClient.rerank`, async () => {
  const answer = await new CohereClient({ token: "key", environment: url }).rerank({ model: "rerank-v3.5", query, documents: documents.map((text) => ({ text })), returnDocuments: true });
  if (answer.results[0].document.text !== documents[1]) throw new Error("no documents");
  return answer.results.map((result) => result.index);
});

const { CohereRerank } = await load("@langchain/cohere");
await run("langchain-cohere", `@langchain/cohere ${version("@langchain/cohere")}, CohereRerank.rerank`, async () => {
  const answer = await new CohereRerank({ client: new CohereClient({ token: "key", environment: url }), model: "rerank-v3.5", topN: 3 }).rerank(documents, query);
  return answer.map((result) => result.index);
});

const { createCohere } = await load("@ai-sdk/cohere");
const { rerank } = await load("ai");
await run("ai-sdk-cohere", `@ai-sdk/cohere ${version("@ai-sdk/cohere")}, rerank`, async () => {
  const answer = await rerank({ model: createCohere({ apiKey: "key", baseURL: `${url}/v2` }).reranking("rerank-v3.5"), query, documents, topN: 3 });
  return answer.ranking.map((place) => place.originalIndex);
});

const { createCohereReranker, createJinaReranker } = await load("rag-chunk-reorder");
const chunks = documents.map((text, index) => ({ id: `${index}`, text, score: 0, metadata: {} }));
const byScore = (ranked) => ranked.map((chunk, index) => [chunk.score, index]).sort((a, b) => b[0] - a[0]).map(([, index]) => index);
await run("rag-chunk-reorder-jina", `rag-chunk-reorder ${version("rag-chunk-reorder")}, createJinaReranker`, async () =>
  byScore(await createJinaReranker({ apiKey: "key", baseUrl: url }).rerank(chunks, query)));
await run("rag-chunk-reorder-cohere", `rag-chunk-reorder ${version("rag-chunk-reorder")}, createCohereReranker`, async () =>
  byScore(await createCohereReranker({ apiKey: "key", baseUrl: url }).rerank(chunks, query)));

// What they make of a refusal.
try {
  await new CohereClientV2({ token: "key", environment: url, maxRetries: 0 }).rerank({ model: "rerank-v3.5", query, documents: [] });
  process.exitCode = 1;
} catch (error) {
  const good = error.statusCode === 400 && error.body?.message?.includes("must not be empty");
  console.log(`${good ? "ok  " : "FAIL"} cohere-ai reads a refusal: ${error.statusCode} ${error.body?.message}`);
  process.exitCode ||= good ? 0 : 1;
}
proxy.close();
