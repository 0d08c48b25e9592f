using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace RerankKit.Benchmarks;

/// <summary>WordPiece tokenizers over all Cranfield abstracts (1.43 MB), on one thread, into a buffer that is used again.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class WordPieceTokenizerBenchmarks
{
    private readonly TokenBuffer _tokens = new();
    private readonly TokenBuffer _tracked = new(tracksOffsets: true);
    private readonly string[] _texts = CranfieldAbstracts.Texts;
    private HuggingFaceTokenizer _tokenizer = null!;

    /// <summary>A folder of the shared tokenizers.</summary>
    [Params("bert-base-uncased", "bert-base-multilingual-cased")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _tokenizer = HuggingFaceTokenizer.Load(CranfieldAbstracts.Tokenizer(Model));

    /// <summary>Ids only, as the engine calls it.</summary>
    [Benchmark(Baseline = true)]
    public long Encode() => Run(_tokens);

    /// <summary>Ids and the ranges they stand for, through the general path.</summary>
    [Benchmark]
    public long EncodeWithOffsets() => Run(_tracked);

    private long Run(TokenBuffer tokens)
    {
        long count = 0;
        foreach (string text in _texts)
        {
            _tokenizer.Encode(text, tokens);
            count += tokens.Count;
        }

        return count;
    }

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new CranfieldThroughputColumn());
    }
}
