using System.Diagnostics;
using System.Reflection;
using RerankKit;
using RerankKit.Embedded;
using RerankKit.LateInteraction;
using RerankKit.Managed;
using RerankKit.Models;
using RerankKit.Onnx;

// Passages on standard input, a line each; the best are written, the best first. Published with PublishAot it is one file, the model in it.
if (args.Length is not (1 or 2))
{
    Console.Error.WriteLine("Give a query; before it the folder of an embedding or late-interaction model, or the word embedded, where all-MiniLM-L6-v2 is not to rank. Passages are lines of standard input.");
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
    using IReranker reranker = args switch
    {
        ["embedded", _] => new EmbeddedReranker(),
        [var folder, _] => LoadFolder(folder),
        _ => LoadOwn(),
    };
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

static LateInteractionReranker LoadFolder(string folder) => new(MultiVectorEncoder.Load(folder, new() { Graph = new ManagedOptions(), AcceptEmbeddingModel = true }));

// The model's files are resources of this one. They lie in a folder of their own while they are read; what is computed with is in memory after that.
static LateInteractionReranker LoadOwn()
{
    const string Prefix = "model/";
    Assembly assembly = Assembly.GetExecutingAssembly();
    DirectoryInfo folder = Directory.CreateTempSubdirectory("minilm-");
    try
    {
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            string path = Path.Combine(folder.FullName, name[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = File.Create(path);
            assembly.GetManifestResourceStream(name)!.CopyTo(file);
        }

        return LoadFolder(folder.FullName);
    }
    finally
    {
        folder.Delete(recursive: true);
    }
}
