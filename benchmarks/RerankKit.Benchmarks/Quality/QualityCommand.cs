using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Environments;
using RerankKit.Evaluation;
using RerankKit.Onnx;

namespace RerankKit.Benchmarks;

/// <summary>
/// <c>quality [collections] [--dimension 128] [--window 10] [--smoothing 0.75] [--spread 0.25] [--identity 0.5] [--fast] [--results FOLDER]</c>: what a ranking
/// loses by storing token vectors in fewer bits. A static encoder is trained on each collection's own text, without labels, and reranks the candidates of BM25.
/// </summary>
internal static class QualityCommand
{
    private const string FileName = "LateInteractionQuality";
    private static readonly string[] Collections = ["nfcorpus", "cranfield", "cisi", "xquad-en"];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var names = new List<string>();
        var options = new TrainingOptions();
        string? results = null;
        bool isFast = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--dimension":
                    options.Dimension = int.Parse(value, CultureInfo.InvariantCulture);
                    i++;
                    break;
                case "--window":
                    options.Window = int.Parse(value, CultureInfo.InvariantCulture);
                    i++;
                    break;
                case "--smoothing":
                    options.Smoothing = double.Parse(value, CultureInfo.InvariantCulture);
                    i++;
                    break;
                case "--spread":
                    options.Spread = double.Parse(value, CultureInfo.InvariantCulture);
                    i++;
                    break;
                case "--identity":
                    options.Identity = double.Parse(value, CultureInfo.InvariantCulture);
                    i++;
                    break;
                case "--results":
                    results = value;
                    i++;
                    break;
                case "--fast":
                    isFast = true;
                    break;
                case string name when Collections.Contains(name, StringComparer.Ordinal):
                    names.Add(name);
                    break;
                default:
                    await Console.Error.WriteLineAsync(
                        $"'{arguments[i]}' is none of {string.Join(", ", Collections)}, --dimension, --window, --smoothing, --spread, --identity, --fast, --results FOLDER.");
                    return 1;
            }
        }

        if (BenchmarkTexts.DataFile("tokenizers", "bert-base-uncased", "tokenizer.json") is not { } tokenizer)
        {
            await Console.Error.WriteLineAsync("Set RERANKKIT_TEST_DATA to a folder with ir/<collection> in the BEIR layout and tokenizers/bert-base-uncased.");
            return 1;
        }

        var report = new QualityReport(isFast);
        long start = Stopwatch.GetTimestamp();
        foreach (string name in names.Count == 0 ? (IEnumerable<string>)Collections : names)
        {
            if (BenchmarkTexts.DataFile("ir", name, "corpus.jsonl") is { } corpus)
            {
                await MeasureAsync(Path.GetDirectoryName(corpus)!, tokenizer, options, report);
            }
        }

        string text = report.ToString(options);
        Console.WriteLine(text);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"({Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s)"));
        if (results is not null)
        {
            Directory.CreateDirectory(results);
            string machine = string.Join('\n', HostEnvironmentInfo.GetCurrent().ToFormattedString());
            await File.WriteAllTextAsync(Path.Combine(results, FileName + ".md"), $"```\n{machine}\n```\n\n{text}");
        }

        return 0;
    }

    private static async Task MeasureAsync(string folder, string tokenizerFile, TrainingOptions options, QualityReport report)
    {
        var tokenizer = Tokenizer.Load(tokenizerFile);
        var collection = new TokenizedCollection(BeirDataset.Load(folder), tokenizer);
        Run firstStage = RunFile.Read(Path.Combine(folder, "bm25.run"), "BM25");
        long start = Stopwatch.GetTimestamp();
        (float[] vectors, float[] weights) = StaticTableTrainer.Train(collection, tokenizer, options);
        TimeSpan training = Stopwatch.GetElapsedTime(start);
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{collection.Dataset.Name}: trained in {training.TotalSeconds:F1} s"));

        // The path of an application: a folder with a tokenizer and a table. Rows of half precision are the reference, rows of bytes are measured beside them.
        string directory = Directory.CreateTempSubdirectory("rerankkit-quality-").FullName;
        try
        {
            File.Copy(tokenizerFile, Path.Combine(directory, "tokenizer.json"));
            var lengths = new StaticTermFrequency { AverageTokens = collection.AverageTokens(weights) };
            foreach (StaticTermFrequency? frequency in (StaticTermFrequency?[])[null, lengths])
            {
                EncodedCollection half = await EncodeAsync(TokenVectorPrecision.Float16, frequency);
                EncodedCollection integers = await EncodeAsync(TokenVectorPrecision.Int8, frequency);
                report.Add(collection, firstStage, half, integers, frequency is null, training);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        async Task<EncodedCollection> EncodeAsync(TokenVectorPrecision precision, StaticTermFrequency? frequency)
        {
            StaticTokenTable
                .Create(vectors, weights, options.Dimension, precision, new() { TermFrequency = frequency })
                .Write(Path.Combine(directory, StaticTokenTable.FileName));
            using var encoder = StaticTokenEncoder.Load(directory);
            return await EncodedCollection.EncodeAsync(collection, encoder);
        }
    }
}
