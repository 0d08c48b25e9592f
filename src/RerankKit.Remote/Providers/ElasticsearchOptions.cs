namespace RerankKit.Remote;

/// <summary>A rerank inference endpoint of Elasticsearch. Key (the base64 form of id and key) from <c>ELASTIC_API_KEY</c>.</summary>
/// <remarks>What the scores are depends on the model behind the endpoint: set <see cref="RemoteRerankerOptions.ScoreKind"/> where you know. Many services behind such endpoints refuse empty
/// documents; they are not sent.</remarks>
public sealed class ElasticsearchOptions : RemoteRerankerOptions
{
    private static readonly RequestShape Shape = new()
    {
        Model = null,
        Documents = "input",
        Constants = { ["return_documents"] = false },
    };

    /// <summary>The user, where there is no API key.</summary>
    public string? Username { get; set; }

    /// <summary>The user's password. Never shown.</summary>
    /// <value>Null, the default, reads <c>ELASTIC_PASSWORD</c> where there is a user.</value>
    public string? Password { private get; set; }

    internal override string ProviderName => "elasticsearch";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        Uri server = RequireEndpoint(setup);
        string inference = ModelId ?? throw setup.Missing(ProviderName, nameof(ModelId), "the id of an inference endpoint", variable: null);
        return new()
        {
            Name = ProviderName,
            Endpoint = Inference(server, inference),
            EndpointOf = other => Inference(server, other),
            ModelId = inference,
            Authentication = FindUser(setup, Username, Password, "ELASTIC_PASSWORD")
                ?? HeaderAuthentication.Of("Authorization", FindKey(setup, "ELASTIC_API_KEY"), "ApiKey"),
            Write = Shape.Write,
            Read = new ResponseShape { Results = ["rerank"] }.Read,
            HeldBack = HeldBackDocuments.Empty,
        };
    }

    internal override void Configure(SettingsReader reader) =>
        reader.Text(nameof(Username), value => Username = value).Text(nameof(Password), value => Password = value);

    private static Uri Inference(Uri server, string id) =>
        Endpoints.Replace(server, $"{server.AbsolutePath.TrimEnd('/')}/_inference/rerank/{Uri.EscapeDataString(id)}");
}
