using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Microsoft.ML.Tokenizers;
using RerankKit.TestModels;

namespace RerankKit.Benchmarks;

/// <summary>What applications call, beside what the engine calls and beside Microsoft.ML.Tokenizers, over all Cranfield abstracts (1.43 MB), on one thread.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class PublicTokenizerBenchmarks
{
    private readonly TokenBuffer _tokens = new();
    private readonly string[] _texts = CranfieldAbstracts.Texts;
    private readonly string[] _word = [new('a', 40_000)];
    private HuggingFaceTokenizer _ours = null!;
    private Tokenizer _microsofts = null!;

    /// <summary>A file of the shared tokenizers that both read.</summary>
    [Params("bert-base-uncased", "roberta-base/vocab.json", "qwen3/vocab.json", "deberta-v3/spm.model")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup() => (_microsofts, _ours) = MicrosoftTokenizers.Open(Path.GetDirectoryName(CranfieldAbstracts.Tokenizer("any"))!, Model);

    /// <summary>Ids into a buffer that is used again.</summary>
    [Benchmark(Baseline = true)]
    public long Engine() => Sum(_texts, text =>
    {
        _ours.Encode(text, _tokens);
        return _tokens.Count;
    });

    /// <summary>Ids, type ids, masks, ranges.</summary>
    [Benchmark]
    public long Encode() => Sum(_texts, text => _ours.Encode(text).Ids.Count);

    [Benchmark]
    public long EncodeToIds() => Sum(_texts, text => _ours.EncodeToIds(text).Count);

    [Benchmark]
    public long EncodeToTokens() => Sum(_texts, text => _ours.EncodeToTokens(text, out _).Count);

    [Benchmark]
    public long CountTokens() => Sum(_texts, text => _ours.CountTokens(text));

    [Benchmark]
    public long MicrosoftEncodeToIds() => Sum(_texts, text => _microsofts.EncodeToIds(text).Count);

    /// <summary>One word of 40,000 letters.</summary>
    [Benchmark]
    public long Word() => Sum(_word, text => _ours.EncodeToIds(text).Count);

    [Benchmark]
    public long MicrosoftWord() => Sum(_word, text => _microsofts.EncodeToIds(text).Count);

    private static long Sum(string[] texts, Func<string, int> count)
    {
        long sum = 0;
        foreach (string text in texts)
        {
            sum += count(text);
        }

        return sum;
    }

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new CranfieldThroughputColumn());
    }
}
