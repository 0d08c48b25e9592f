namespace RerankKit.Remote;

/// <summary>A text-similarity model of OpenSearch's ML Commons, called through its predict API.</summary>
/// <remarks>
/// <see cref="RemoteRerankerOptions.ModelId"/> is the id of the registered model. Local cross-encoders answer with logits, remote models with whatever they have: set
/// <see cref="RemoteRerankerOptions.ScoreKind"/> where you know. The requests are signed when <see cref="AwsRerankerOptions.Credentials"/> are set, else they carry
/// <see cref="Username"/> and <see cref="Password"/> if there are any. Empty documents are sent, as OpenSearch's own rerank processor does.
/// </remarks>
public sealed class OpenSearchOptions : AwsRerankerOptions
{
    private static readonly RequestShape Shape = new()
    {
        Model = null,
        Query = "query_text",
        Documents = "text_docs",
        Limit = null,
    };

    /// <summary>The user, where requests are not signed.</summary>
    public string? Username { get; set; }

    /// <summary>The user's password. Never shown.</summary>
    /// <value>Null, the default, reads <c>OPENSEARCH_PASSWORD</c> where there is a user.</value>
    public string? Password { private get; set; }

    /// <summary>The service in the signature.</summary>
    /// <value><c>es</c>, the default, or <c>aoss</c> for OpenSearch Serverless.</value>
    public string SigningService { get; set; } = "es";

    internal override string ProviderName => "opensearch";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        Uri server = RequireEndpoint(setup);
        string model = ModelId ?? throw setup.Missing(ProviderName, nameof(ModelId), "the id of a registered model", variable: null);
        return new()
        {
            Name = ProviderName,
            Endpoint = Predict(server, model),
            EndpointOf = other => Predict(server, other),
            ModelId = model,
            Authentication = Credentials is not null ? Sign(setup, RequireRegion(setup), SigningService)
                : FindUser(setup, Username, Password, "OPENSEARCH_PASSWORD") ?? RequestAuthentication.None,
            Write = Shape.Write,
            Read = Read,
            HeldBack = HeldBackDocuments.None,
        };
    }

    internal override void Configure(SettingsReader reader) =>
        reader.Text(nameof(Username), value => Username = value).Text(nameof(Password), value => Password = value);

    private static Uri Predict(Uri server, string model) =>
        Endpoints.Replace(server, $"{server.AbsolutePath.TrimEnd('/')}/_plugins/_ml/_predict/text_similarity/{Uri.EscapeDataString(model)}");

    // inference_results[].output[].data[0], flattened: local models give one inference result per document, remote ones one for all.
    private static void Read(ref Utf8JsonReader reader, Span<double> scores, ResponseTally tally)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        JsonElement results = document.RootElement.Member("inference_results");
        tally.FoundResults = results.ValueKind == JsonValueKind.Array;
        tally.IsPositional = true;
        int position = 0;
        foreach (JsonElement output in results.Items().SelectMany(static result => result.Member("output").Items()).Where(static output => output.ValueKind == JsonValueKind.Object))
        {
            JsonElement data = output.Member("data");
            JsonElement first = data.ValueKind == JsonValueKind.Array ? data.Items().FirstOrDefault() : data;
            tally.Take(scores, position++, first.Number() ?? double.NaN);
        }
    }
}
