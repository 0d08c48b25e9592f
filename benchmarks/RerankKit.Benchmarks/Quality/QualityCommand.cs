using System.Diagnostics;
using System.Globalization;
using RerankKit.Evaluation;
using RerankKit.Models;

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
        bool isFast = false;
        ModeArguments mode = new ModeArguments()
            .Names(Collections, names.Add)
            .Number<int>("--dimension", value => options.Dimension = value)
            .Number<int>("--window", value => options.Window = value)
            .Number<double>("--smoothing", value => options.Smoothing = value)
            .Number<double>("--spread", value => options.Spread = value)
            .Number<double>("--identity", value => options.Identity = value)
            .Flag("--fast", () => isFast = true);
        if (!mode.TryRead(arguments))
        {
            return 1;
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
        mode.Results.Write(FileName, text);
        return 0;
    }

    private static async Task MeasureAsync(string folder, string tokenizerFile, TrainingOptions options, QualityReport report)
    {
        var tokenizer = HuggingFaceTokenizer.Load(tokenizerFile);
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
