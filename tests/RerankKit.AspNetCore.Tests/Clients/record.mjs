// Runs clients that others wrote against a server, and says what they make of its answers. ForeignClientTests runs it:
//
//   npm install --prefix FOLDER cohere-ai @langchain/cohere @langchain/core @llamaindex/cohere @llamaindex/core @llamaindex/env @ai-sdk/cohere ai @huggingface/inference openai rag-chunk-reorder
//   RERANKKIT_NODE_MODULES=FOLDER dotnet test tests/RerankKit.AspNetCore.Tests --filter FullyQualifiedName~TheClientsThemselves
//
// With RERANKKIT_UPDATE_CLIENTS=1 it also records what each one sent, was answered, and made of it: the .json files beside this one, which other tests replay.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [target, modules, folder] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const version = (name) => `${name} ${JSON.parse(fs.readFileSync(path.join(modules, "node_modules", name, "package.json"), "utf8")).version}`;
const query = "rotate the signing key";
const documents = ["The billing page lists invoices.", "How to rotate a signing key, with \"quotes\" and é日𝄞.", "Keys and locks."];

// A proxy that sees what passes.
let seen = null;
const proxy = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const { host, connection, "content-length": _, ...headers } = request.headers;
    seen = { method: request.method, path: request.url, headers, body: body.toString() };
    const { "transfer-encoding": __, ...sent } = headers;
    const upstream = http.request(target + request.url, { method: request.method, headers: { ...sent, "accept-encoding": "identity", "content-length": body.length } }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        seen.status = answer.statusCode;
        seen.answer = Buffer.concat(parts).toString();
        response.writeHead(answer.statusCode, { "content-type": answer.headers["content-type"] });
        response.end(seen.answer);
      });
    });
    upstream.end(body);
  });
});
await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${proxy.address().port}`;

async function run(file, client, call, expected = [1, 2, 0]) {
  seen = null;
  const order = await call();
  const good = JSON.stringify(order) === JSON.stringify(expected);
  console.log(`${good ? "ok  " : "FAIL"} ${client}: ${JSON.stringify(order)}`);
  process.exitCode ||= good ? 0 : 1;
  if (folder && good) {
    const { status, answer, ...request } = seen;
    fs.writeFileSync(path.join(folder, `${file}.json`), JSON.stringify({ client, request, status, answer: JSON.parse(answer), order }, null, 2) + "\n");
  }
}

function check(good, what) {
  if (!good) {
    throw new Error(what);
  }
}

const indices = (results) => results.map((result) => result.index);
const byScore = (scores) => scores.map((score, index) => [score, index]).sort((a, b) => b[0] - a[0]).map(([, index]) => index);
const model = "rerank-v3.5";

const { CohereClient, CohereClientV2 } = await load("cohere-ai");
const cohere = (kind, options) => new kind({ token: "key", environment: url, ...options });
await run("cohere-ai-v2", `${version("cohere-ai")}, CohereClientV2.rerank`, async () => {
  const answer = await cohere(CohereClientV2).rerank({ model, query, documents, topN: 2 });
  check(answer.meta.billedUnits.searchUnits === 1 && answer.meta.apiVersion.version === "2", "billed units, version");
  return indices(answer.results);
}, [1, 2]);
await run("cohere-ai-v1", `${version("cohere-ai")}, CohereClient.rerank`, async () => {
  const answer = await cohere(CohereClient).rerank({ model, query, documents: documents.map((text) => ({ text, title: "t" })), rankFields: ["text"], returnDocuments: true });
  check(answer.results[0].document.text === documents[1], "the document");
  return indices(answer.results);
});
await run("cohere-ai-refused", `${version("cohere-ai")}, CohereClientV2.rerank without documents`, async () => {
  try {
    await cohere(CohereClientV2, { maxRetries: 0 }).rerank({ model, query, documents: [] });
    return [];
  } catch (error) {
    check(error.constructor.name === "BadRequestError" && error.body.message.includes("must not be empty"), `the refusal: ${error}`);
    return [error.statusCode];
  }
}, [400]);

const { CohereRerank } = await load("@langchain/cohere");
await run("langchain-cohere", `${version("@langchain/cohere")}, CohereRerank.compressDocuments`, async () => {
  const ranked = await new CohereRerank({ client: cohere(CohereClient), model, topN: 3 }).compressDocuments(documents.map((pageContent, index) => ({ pageContent, metadata: { index } })), query);
  check(ranked[0].metadata.relevanceScore > ranked[1].metadata.relevanceScore, "scores");
  return ranked.map((document) => document.metadata.index);
});

const llamaindex = await load("@llamaindex/cohere");
const { TextNode } = await load("@llamaindex/core/schema");
await run("llamaindex-cohere", `${version("@llamaindex/cohere")}, CohereRerank.postprocessNodes`, async () => {
  const nodes = documents.map((text, index) => ({ node: new TextNode({ text, metadata: { index }, excludedEmbedMetadataKeys: ["index"] }), score: 0 }));
  const ranked = await new llamaindex.CohereRerank({ apiKey: "key", baseUrl: url, topN: 3 }).postprocessNodes(nodes, query);
  check(ranked[0].score > ranked[1].score, "scores");
  return ranked.map((scored) => scored.node.metadata.index);
});

const { createCohere } = await load("@ai-sdk/cohere");
const { rerank } = await load("ai");
await run("ai-sdk-cohere", `${version("@ai-sdk/cohere")} with ${version("ai")}, rerank`, async () => {
  const answer = await rerank({ model: createCohere({ apiKey: "key", baseURL: `${url}/v2` }).reranking(model), query, documents, topN: 3 });
  return answer.ranking.map((place) => place.originalIndex);
});

const { createCohereReranker, createJinaReranker } = await load("rag-chunk-reorder");
const chunks = documents.map((text, index) => ({ id: `${index}`, text, score: 0, metadata: {} }));
await run("rag-chunk-reorder-jina", `${version("rag-chunk-reorder")}, createJinaReranker`, async () =>
  byScore((await createJinaReranker({ apiKey: "key", baseUrl: url }).rerank(chunks, query)).map((chunk) => chunk.score)));
await run("rag-chunk-reorder-cohere", `${version("rag-chunk-reorder")}, createCohereReranker`, async () =>
  byScore((await createCohereReranker({ apiKey: "key", baseUrl: url }).rerank(chunks, query)).map((chunk) => chunk.score)));

const { InferenceClient } = await load("@huggingface/inference");
await run("huggingface-tei", `${version("@huggingface/inference")}, InferenceClient.request at TEI's /rerank`, async () => {
  const answer = await new InferenceClient("hf_key").request({ endpointUrl: `${url}/rerank`, query, texts: documents, raw_scores: false, return_text: true, truncate: true });
  check(answer[0].text === documents[1] && answer[0].score > answer[1].score, "texts, scores");
  return indices(answer);
});

const { default: OpenAI } = await load("openai");
const openai = new OpenAI({ apiKey: "key", baseURL: `${url}/v1`, maxRetries: 0 });
await run("openai-models", `${version("openai")}, models.list, as of vLLM`, async () => {
  const models = [];
  for await (const each of openai.models.list()) {
    models.push(each.id);
  }
  return models;
}, ["shared-words"]);
await run("openai-score", `${version("openai")}, post of vLLM's /v1/score`, async () => {
  const answer = await openai.post("/score", { body: { model: "shared-words", text_1: query, text_2: documents } });
  check(answer.data.every((pair, index) => pair.index === index), "indices");
  return byScore(answer.data.map((pair) => pair.score));
});
await run("openai-rerank", `${version("openai")}, post of vLLM's /v1/rerank`, async () => {
  const answer = await openai.post("/rerank", { body: { model: "shared-words", query, documents, top_n: 0, truncate_prompt_tokens: -1 } });
  check(answer.results[0].document.text === documents[1] && Number.isInteger(answer.usage.total_tokens), "texts, usage");
  return indices(answer.results);
});
proxy.close();
