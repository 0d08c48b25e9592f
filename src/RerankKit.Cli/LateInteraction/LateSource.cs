using RerankKit.LateInteraction;
using RerankKit.Sqlite;

namespace RerankKit.Cli.LateInteraction;

/// <summary><c>--reranker late</c>: MaxSim over the token vectors of <c>--model</c>, out of <c>--store</c> where it has them.</summary>
internal sealed class LateSource(ModelOptions model, Option<string> store, ToolConsole console) : IRerankerSource
{
    public const string SourceName = "late";

    private readonly Option<bool> _storeEncoded = new("--store-encoded") { Description = "late: write what had to be encoded to --store." };

    public string Name => SourceName;

    public string Description => "late interaction, --model and --store";

    public IReadOnlyList<Option> Options => [.. model.All, model.AcceptEmbeddingModel, store, _storeEncoded];

    public IReranker Create(ParseResult result, IEnumerable<string>? corpus, CancellationToken cancellationToken)
    {
        string? path = result.GetValue(store);
        bool isWritten = result.GetValue(_storeEncoded);
        if (isWritten && path is null)
        {
            throw new InputException("--store-encoded needs --store, the file to write to.");
        }

        if (path is not null)
        {
            StoreFile.Check(path);
        }

        IMultiVectorEncoder encoder = new EncoderLoader(console)
            .LoadAsync(model.Name(result), model.Request(result), options => model.Configure(result, options), cancellationToken)
            .GetAwaiter().GetResult();
        try
        {
            if (path is null)
            {
                return new LateInteractionReranker(encoder);
            }

            (RerankDatabase database, ITokenVectorStore vectors) = StoreFile.OpenFilled(path, encoder.GetService<MultiVectorEncoderMetadata>()!, isWritten);
            return new StoredLateInteraction(new(encoder, new() { Store = vectors, StoreEncoded = isWritten }), database, console);
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }
}
