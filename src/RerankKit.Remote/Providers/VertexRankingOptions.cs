namespace RerankKit.Remote;

/// <summary>The ranking API of Google Vertex AI Search (docs.cloud.google.com/generative-ai-app-builder/docs/ranking).</summary>
/// <remarks>
/// Default model <c>semantic-ranker-default-004</c>. Scores are probabilities. A request carries 200 documents at most; blank ones are not sent. Google cuts documents
/// silently (1,024 tokens). It reports no usage.
/// </remarks>
public sealed class VertexRankingOptions : RemoteRerankerOptions
{
    /// <summary>The project that is billed.</summary>
    /// <value>Null, the default, reads <c>GOOGLE_CLOUD_PROJECT</c>.</value>
    public string? ProjectId { get; set; }

    /// <summary>Where the ranking configuration lies.</summary>
    /// <value>Default <c>global</c>.</value>
    /// <exception cref="ArgumentException">The value is empty.</exception>
    public string Location
    {
        get;
        set => field = Allow.If(!string.IsNullOrWhiteSpace(value), value, "a location, for example global");
    } = "global";

    /// <summary>Gives an OAuth access token with the scope cloud-platform. It caches and renews; it is asked once per attempt.</summary>
    /// <value>Null, the default, takes the key in its place: a token that somebody else renews, from <c>GOOGLE_OAUTH_ACCESS_TOKEN</c>.</value>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; set; }

    internal override string ProviderName => "vertex";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        string project = setup.Find(ProjectId, "GOOGLE_CLOUD_PROJECT")
            ?? throw setup.Missing(ProviderName, nameof(ProjectId), "a project", "GOOGLE_CLOUD_PROJECT");
        string path = $"/v1/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(Location)}/rankingConfigs/default_ranking_config:rank";
        return new()
        {
            Name = ProviderName,
            Endpoint = Endpoints.Join(Endpoint ?? new("https://discoveryengine.googleapis.com"), path),
            ModelId = ModelId ?? "semantic-ranker-default-004",
            Authentication = AccessToken is null ? HeaderAuthentication.Bearer(RequireKey(setup, "GOOGLE_OAUTH_ACCESS_TOKEN")) : new TokenAuthentication(AccessToken),
            Headers = [new("X-Goog-User-Project", project)],
            Write = Write,

            // Numbers that are zero may be left out (proto3).
            Read = new ResponseShape { Results = ["records"], Index = "id", Score = "score", MissingScore = 0 }.Read,
            ScoreKind = RerankScoreKind.Probability,
            MaxDocuments = 200,
            HeldBack = HeldBackDocuments.Blank,
        };
    }

    internal override void Configure(SettingsReader reader) =>
        reader.Text(nameof(ProjectId), value => ProjectId = value).Text(nameof(Location), value => Location = value);

    private static void Write(Utf8JsonWriter writer, scoped in RequestContent content)
    {
        writer.WriteString("model"u8, content.Model);
        writer.WriteString("query"u8, content.Query);
        if (content.TopN is int topN)
        {
            writer.WriteNumber("topN"u8, topN);
        }

        writer.WriteBoolean("ignoreRecordDetailsInResponse"u8, true);
        writer.WriteStartArray("records"u8);
        Span<char> id = stackalloc char[11];
        for (int i = 0; i < content.Documents.Count; i++)
        {
            i.TryFormat(id, out int length, provider: CultureInfo.InvariantCulture);
            writer.WriteStartObject();
            writer.WriteString("id"u8, id[..length]);
            writer.WriteString("content"u8, content.Documents[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
