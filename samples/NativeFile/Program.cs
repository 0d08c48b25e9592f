using System.Diagnostics;
using RerankKit;
using RerankKit.Embedded;
using RerankKit.LateInteraction;
using RerankKit.Managed;
using RerankKit.Models;
using RerankKit.Onnx;

// Passages on standard input, a line each; the best are written, the best first. Published with PublishAot it is one file.
if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("Give a query, and before it the folder of an embedding or late-interaction model, if one is to rank; passages are lines of standard input.");
    return 2;
}

var passages = new List<string>();
while (Console.ReadLine() is { } line)
{
    passages.Add(line);
}

string query = args[^1];
long start = Stopwatch.GetTimestamp();
try
{
    // In a native file nothing is compiled any more: the table in the assembly is there at once, and a model is when its weights are read.
    using IReranker reranker = args.Length == 1
        ? new EmbeddedReranker()
        : new LateInteractionReranker(MultiVectorEncoder.Load(args[0], new() { Graph = new ManagedOptions(), AcceptEmbeddingModel = true }));
    TimeSpan loaded = Stopwatch.GetElapsedTime(start);
    RerankResponse response = await reranker.RerankAsync(query, passages);
    foreach (RerankResult result in response.Results)
    {
        Console.WriteLine(FormattableString.Invariant($"{result.Score:F4}\t{passages[result.Index]}"));
    }

    TimeSpan started = TimeProvider.System.GetUtcNow().UtcDateTime - Process.GetCurrentProcess().StartTime.ToUniversalTime();
    Console.Error.WriteLine(FormattableString.Invariant(
        $"loaded in {loaded.TotalMilliseconds:F0} ms, ranked {passages.Count} passages in {(Stopwatch.GetElapsedTime(start) - loaded).TotalMilliseconds:F0} ms, {started.TotalMilliseconds:F0} ms since the process began"));
    return 0;
}
catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}
