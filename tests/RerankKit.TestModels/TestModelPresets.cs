namespace RerankKit.TestModels;

/// <summary>Sizes of real models, and a tiny one of every family.</summary>
public static class TestModelPresets
{
    /// <summary>2 layers, 128 wide: the size of ms-marco-TinyBERT-L-2; 4.4 million parameters.</summary>
    public static TestModelOptions TinyBertL2 { get; } = Bert(2, 128, 2, 512);

    /// <summary>6 layers, 384 wide: the size of ms-marco-MiniLM-L-6; 22.7 million parameters.</summary>
    public static TestModelOptions MiniLmL6 { get; } = Bert(6, 384, 12, 1536);

    /// <summary>12 layers, 384 wide: the size of ms-marco-MiniLM-L-12; 33.4 million parameters.</summary>
    public static TestModelOptions MiniLmL12 { get; } = Bert(12, 384, 12, 1536);

    /// <summary>12 layers, 768 wide, a table of 250,002 rows: the size of bge-reranker-base; 278 million parameters.</summary>
    public static TestModelOptions XlmRobertaBase { get; } = new()
    {
        Architecture = TestArchitecture.XlmRoberta,
        Layers = 12,
        Hidden = 768,
        Heads = 12,
        Intermediate = 3072,
        Vocabulary = 250_002,
        MaxPositions = 512,
    };

    /// <summary>10 layers, 384 wide, a window of 128 tokens: the size of ettin-encoder-32m; 32 million parameters.</summary>
    public static TestModelOptions ModernBert32M { get; } = new()
    {
        Architecture = TestArchitecture.ModernBert,
        Layers = 10,
        Hidden = 384,
        Heads = 6,
        Intermediate = 576,
        Vocabulary = 50_368,
        MaxPositions = 512,
        LocalAttention = 128,
    };

    /// <summary>12 layers, 384 wide, a table of 128,100 rows, 256 buckets of distances: the size of mxbai-rerank-xsmall-v1; 71 million parameters.</summary>
    public static TestModelOptions DebertaV3XSmall { get; } = new()
    {
        Architecture = TestArchitecture.DebertaV2,
        Layers = 12,
        Hidden = 384,
        Heads = 6,
        Intermediate = 1536,
        Vocabulary = 128_100,
        MaxPositions = 512,
        PositionBuckets = 256,
    };

    /// <summary>MiniLM-L-6 with a 128-wide projection behind it, in the files of sentence-transformers' MultiVectorEncoder: a ColBERT of real size.</summary>
    public static TestModelOptions ColbertMiniLmL6 { get; } = LateInteraction(MiniLmL6, 128, queryLength: 32, documentLength: 300);

    /// <summary>A late-interaction model of a few hundred kilobytes in the same files.</summary>
    public static TestModelOptions TinyColbert { get; } = LateInteraction(new(), 24, queryLength: 16, documentLength: 120);

    /// <summary>All presets by the names that the command line takes; upper and lower case are the same.</summary>
    public static IReadOnlyDictionary<string, TestModelOptions> Named { get; } = new Dictionary<string, TestModelOptions>(StringComparer.OrdinalIgnoreCase)
    {
        ["TinyBERT-L-2"] = TinyBertL2,
        ["MiniLM-L-6"] = MiniLmL6,
        ["MiniLM-L-12"] = MiniLmL12,
        ["XLM-R-base"] = XlmRobertaBase,
        ["ModernBERT-32M"] = ModernBert32M,
        ["DeBERTa-v3-xsmall"] = DebertaV3XSmall,
        ["ColBERT-MiniLM-L-6"] = ColbertMiniLmL6,
        ["tiny-ColBERT"] = TinyColbert,
        ["tiny-bert"] = Tiny(TestArchitecture.Bert),
        ["tiny-roberta"] = Tiny(TestArchitecture.Roberta),
        ["tiny-xlm-roberta"] = Tiny(TestArchitecture.XlmRoberta),
        ["tiny-deberta-v2"] = Tiny(TestArchitecture.DebertaV2),
        ["tiny-modernbert"] = Tiny(TestArchitecture.ModernBert),
        ["tiny-qwen3"] = Tiny(TestArchitecture.Qwen3) with { Head = TestHead.Vocabulary },
    };

    /// <summary>A model of a few hundred kilobytes: 2 layers (4 for families with kinds of layers), 32 wide, 1,000 tokens.</summary>
    public static TestModelOptions Tiny(TestArchitecture architecture) =>
        new() { Architecture = architecture, Layers = architecture == TestArchitecture.ModernBert ? 4 : 2 };

    private static TestModelOptions LateInteraction(TestModelOptions options, int dimension, int queryLength, int documentLength) => options with
    {
        Head = TestHead.HiddenStates,
        Mixing = 0.1,
        LateInteraction = new()
        {
            Style = TestLateInteractionStyle.SentenceTransformers,
            Layers = [new(dimension)],
            QueryLength = queryLength,
            DocumentLength = documentLength,
            Skiplist = [.. "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".Select(symbol => symbol.ToString())],
        },
    };

    private static TestModelOptions Bert(int layers, int hidden, int heads, int intermediate) => new()
    {
        Architecture = TestArchitecture.Bert,
        Layers = layers,
        Hidden = hidden,
        Heads = heads,
        Intermediate = intermediate,
        Vocabulary = 30_522,
        MaxPositions = 512,
    };
}
