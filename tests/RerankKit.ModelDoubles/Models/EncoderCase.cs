using RerankKit.TestModels;

namespace RerankKit.ModelDoubles;

/// <summary>A generated model, how it is loaded, and what the reference has to know.</summary>
/// <param name="Name">Names the test.</param>
/// <param name="Model">What is generated.</param>
internal sealed record EncoderCase(string Name, TestModelOptions Model)
{
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    public MultiVectorEncoderOptions Options { get; init; } = new();

    /// <summary>"fixed", "min" or null; what the files or the options come to.</summary>
    public string? Expansion { get; init; } = "fixed";

    public bool Attends { get; init; }

    /// <summary>Whether punctuation is skipped.</summary>
    public bool Skips { get; init; } = true;

    public (string Query, string Document) Markers { get; init; } = ("[unused0]", "[unused1]");

    public (string Query, string Document) Prefixes { get; init; } = ("", "");

    public override string ToString() => Name;

    public ReferenceEncoder Reference(TestModelFolder folder)
    {
        var tokenizer = HuggingFaceTokenizer.Load(folder.FullName);
        TestLateInteraction late = Model.LateInteraction!;
        int? Marker(string token) => token.Length == 0 ? null : tokenizer.TokenToId(token) ?? throw new ArgumentException($"There is no token '{token}'.");
        return new(folder.Reference, tokenizer)
        {
            Markers = (Marker(Markers.Query), Marker(Markers.Document)),
            Lengths = (Expansion == "min" ? Model.MaxPositions : late.QueryLength, late.DocumentLength),
            FillTo = Expansion is null ? 0 : late.QueryLength,
            FillId = (tokenizer.TokenToId("[MASK]") ?? tokenizer.TokenToId("<mask>"))!.Value,
            IsFillAttended = Attends,
            Skipped = Skips ? Punctuation.Select(symbol => tokenizer.TokenToId(symbol.ToString())!.Value).ToHashSet() : [],
            Prefixes = Prefixes,
            Dimension = Options.Dimension ?? late.Dimension,
        };
    }
}
