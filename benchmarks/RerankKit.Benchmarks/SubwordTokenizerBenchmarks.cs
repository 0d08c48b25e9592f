using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;

namespace RerankKit.Benchmarks;

/// <summary>Unigram and BPE tokenizers over all Cranfield abstracts (1.43 MB), on one thread, into a buffer that is used again.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class SubwordTokenizerBenchmarks
{
    private readonly TokenBuffer _tokens = new();
    private readonly string[] _texts = CranfieldAbstracts.Texts;
    private HuggingFaceTokenizer _tokenizer = null!;

    /// <summary>A folder of the shared tokenizers.</summary>
    [Params("xlm-roberta-base", "deberta-v3", "t5-small", "albert-base-v2", "roberta-base", "modernbert-base", "qwen3", "phi-3-mini")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _tokenizer = HuggingFaceTokenizer.Load(CranfieldAbstracts.Tokenizer(Model), new() { ParseSpecialTokens = true });

    [Benchmark]
    public long Encode()
    {
        long count = 0;
        foreach (string text in _texts)
        {
            _tokenizer.Encode(text, _tokens);
            count += _tokens.Count;
        }

        return count;
    }

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new CranfieldThroughputColumn());
    }
}
