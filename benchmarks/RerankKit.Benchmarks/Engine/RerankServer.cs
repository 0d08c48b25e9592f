using System.Diagnostics;
using System.Text.Json;
using RerankKit.Models;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>serve</c>: the side of RerankKit in a comparison with another program. One JSON object per line in, one per line out: <c>load</c> a model,
/// <c>texts</c> to score, <c>rerank</c> them. The time is that of the call, without the reading and writing of lines.
/// </summary>
internal static class RerankServer
{
    private static readonly JsonSerializerOptions Json = JsonSerializerOptions.Web;

    public static int Run()
    {
        BenchmarkTexts texts = BenchmarkTexts.Load();
        CrossEncoderReranker? reranker = null;
        while (Console.In.ReadLine() is { } line)
        {
            Request request = JsonSerializer.Deserialize<Request>(line, Json)!;
            object answer;
            switch (request.Do)
            {
                case "load":
                    reranker?.Dispose();
                    string folder = BenchmarkModel.Folder(request.Model!);
                    reranker = CrossEncoderReranker.Load(folder);
                    answer = new { Folder = folder, Engine = reranker.GetService<RerankerMetadata>()!.ProviderName };
                    break;
                case "texts":
                    answer = new { texts.Query, Documents = request.Kind == "abstracts" ? texts.Abstracts(request.Count) : texts.Passages(request.Count) };
                    break;
                case "rerank":
                    answer = Rerank(reranker!, request.Query!, request.Documents!);
                    break;
                default:
                    throw new NotSupportedException($"'{request.Do}' is none of load, texts, rerank.");
            }

            Console.Out.WriteLine(JsonSerializer.Serialize(answer, Json));
        }

        reranker?.Dispose();
        return 0;
    }

    private static object Rerank(CrossEncoderReranker reranker, string query, string[] documents)
    {
        RerankCandidate[] candidates = [.. documents.Select(document => new RerankCandidate(document))];
        long start = Stopwatch.GetTimestamp();
        RerankResponse response = reranker.RerankAsync(query, candidates).GetAwaiter().GetResult();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        double[] logits = new double[documents.Length];
        foreach (RerankResult result in response.Results)
        {
            logits[result.Index] = result.RawScore ?? result.Score;
        }

        return new { Milliseconds = milliseconds, Logits = logits };
    }

    private sealed record Request(string Do, string? Model, string? Kind, int Count, string? Query, string[]? Documents);
}
