using RerankKit.TestModels;

namespace RerankKit.ModelDoubles;

/// <summary>Every config style, graph layout and mode of query expansion.</summary>
internal static class EncoderCases
{
    private static readonly string[] Punctuation = [.. "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".Select(symbol => symbol.ToString())];

    /// <summary>A BERT with Stanford's files, projection in the graph.</summary>
    public static EncoderCase Stanford { get; } = new("Stanford", Bert(TestHead.TokenVectors, new()));

    /// <summary>A BERT without head, with sentence-transformers' files.</summary>
    public static EncoderCase SentenceTransformers { get; } =
        new("sentence-transformers", Bert(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.SentenceTransformers, Skiplist = Punctuation }));

    public static EncoderCase[] All { get; } =
    [
        Stanford,
        new("Stanford, attended, no skiplist", Bert(TestHead.TokenVectors, new() { Attends = true, Skiplist = [] })) { Attends = true, Skips = false },
        new("Stanford, graph without projection", Bert(TestHead.HiddenStates, new() { WeightType = "F16" })),
        new("XLM-RoBERTa as jina has it", XlmRoberta(new() { AddedMarkers = true, Attends = true })) { Attends = true, Markers = ("[Q] ", "[D] ") },
        new("XLM-RoBERTa, Matryoshka", XlmRoberta(new() { AddedMarkers = true })) { Options = new() { Dimension = 10 }, Markers = ("[Q] ", "[D] ") },
        new("PyLate", Bert(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate })),
        new("PyLate, attended, several layers", Bert(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate, Attends = true, Layers = Several() })) { Attends = true },
        new("PyLate, ReLU and SiLU, bf16", Bert(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate, WeightType = "BF16", Layers = Others() })),
        new("PyLate, graph with projection", Bert(TestHead.TokenVectors, new() { Style = TestLateInteractionStyle.PyLate })),
        new("PyLate, vectors as wide as the hidden states", Bert(TestHead.HiddenStates, new() { Style = TestLateInteractionStyle.PyLate, Layers = [new(32)] })),
        new("PyLate, the same in the graph", Bert(TestHead.TokenVectors, new() { Style = TestLateInteractionStyle.PyLate, Layers = [new(32)] })),
        new("ModernBERT without expansion", ModernBert(TestHead.HiddenStates, TestLateInteractionStyle.PyLate)) { Expansion = null, Markers = ("[Q] ", "[D] ") },
        SentenceTransformers,
        new("sentence-transformers, fixed and attended", Modules("fixed", attends: true)) { Attends = true },
        new("sentence-transformers, min", Modules("min", attends: false)) { Expansion = "min" },
        new("sentence-transformers, min and attended", Modules("min", attends: true)) { Expansion = "min", Attends = true },
        new("sentence-transformers, no expansion", Modules(null, attends: false)) { Expansion = null },
        new("sentence-transformers, ModernBERT", ModernBert(TestHead.HiddenStates, TestLateInteractionStyle.SentenceTransformers)) { Expansion = null, Skips = false, Markers = ("[Q] ", "[D] ") },
        new("sentence-transformers, prompts that are text", WithPrompts("query: ", "passage: ")) { Markers = ("", ""), Prefixes = ("query: ", "passage: ") },
        new("sentence-transformers, a marker and text", WithPrompts("[unused0] find: ", "[unused1] ")) { Prefixes = (" find: ", "") },
        new("next-plaid, BERT", Bert(TestHead.UnitTokenVectors, new() { Style = TestLateInteractionStyle.NextPlaid })),
        new("next-plaid, ModernBERT", ModernBert(TestHead.UnitTokenVectors, TestLateInteractionStyle.NextPlaid)) { Expansion = null, Markers = ("[Q] ", "[D] ") },
        new("expansion switched on", Modules(null, attends: false)) { Options = new() { Expansion = QueryExpansion.Fixed, AttendToExpansion = true }, Attends = true },
        new("expansion switched off", Modules("fixed", attends: true)) { Options = new() { Expansion = QueryExpansion.Off }, Expansion = null },
        new("a minimum instead of a fixed length", Bert(TestHead.TokenVectors, new())) { Options = new() { Expansion = QueryExpansion.Minimum }, Expansion = "min" },
        new("another skiplist", Bert(TestHead.TokenVectors, new())) { Options = new() { SkiplistWords = [] }, Skips = false },
    ];

    public static TestModelOptions Bert(TestHead head, TestLateInteraction late) => TestModelPresets.Tiny(TestArchitecture.Bert) with { Head = head, LateInteraction = late };

    private static TestModelOptions XlmRoberta(TestLateInteraction late) =>
        TestModelPresets.Tiny(TestArchitecture.XlmRoberta) with { Head = TestHead.TokenVectors, LateInteraction = late };

    private static TestModelOptions ModernBert(TestHead head, TestLateInteractionStyle style) => TestModelPresets.Tiny(TestArchitecture.ModernBert) with
    {
        Head = head,
        LateInteraction = new() { Style = style, AddedMarkers = true, Expansion = null },
    };

    private static TestModelOptions Modules(string? expansion, bool attends) => Bert(
        TestHead.HiddenStates,
        new() { Style = TestLateInteractionStyle.SentenceTransformers, Expansion = expansion, Attends = attends, Skiplist = Punctuation });

    private static TestModelOptions WithPrompts(string query, string document) => Bert(
        TestHead.HiddenStates,
        new()
        {
            Style = TestLateInteractionStyle.SentenceTransformers,
            Skiplist = Punctuation,
            Change = (path, json) =>
            {
                if (path == "config_sentence_transformers.json")
                {
                    json["prompts"]!["query"] = query;
                    json["prompts"]!["document"] = document;
                }
            },
        });

    private static TestDense[] Several() =>
    [
        new(48) { Bias = true, Activation = "torch.nn.modules.activation.GELU", Residual = true },
        new(48) { Activation = "torch.nn.modules.activation.Tanh", Residual = true },
        new(24) { Bias = true, Activation = "torch.nn.modules.activation.Sigmoid" },
    ];

    private static TestDense[] Others() => [new(40) { Activation = "torch.nn.modules.activation.ReLU" }, new(24) { Activation = "torch.nn.modules.activation.SiLU", Bias = true }];
}
