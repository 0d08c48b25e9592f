namespace RerankKit.Remote;

/// <summary>NVIDIA NIM rerankers, self-hosted or NVIDIA's own (docs.nvidia.com/nim/nemo-retriever/text-reranking). Key from <c>NVIDIA_API_KEY</c>.</summary>
/// <remarks>
/// With <see cref="RemoteServiceOptions.Endpoint"/> a server of your own (no key needed), without it NVIDIA's. Default model
/// <c>nvidia/llama-3.2-nv-rerankqa-1b-v2</c>. Scores are logits. A request carries 512 documents at most; empty ones, which newer servers refuse, are
/// not sent.
/// </remarks>
public sealed class NvidiaNimOptions : RemoteRerankerOptions
{
    private const string KeyVariable = "NVIDIA_API_KEY";

    /// <summary>Whether documents that are too long are cut at their end. Otherwise they are an error.</summary>
    /// <value>Default true.</value>
    public bool Truncate { get; set; } = true;

    internal override string ProviderName => "nvidia-nim";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        string model = ModelId ?? "nvidia/llama-3.2-nv-rerankqa-1b-v2";
        return new()
        {
            Name = ProviderName,
            Endpoint = Endpoint is null ? Hosted(model) : Endpoints.Join(Endpoint, "/v1/ranking"),
            EndpointOf = Endpoint is null ? Hosted : null,
            ModelId = model,
            Authentication = HeaderAuthentication.Bearer(Endpoint is null ? RequireKey(setup, KeyVariable) : FindKey(setup, KeyVariable)),
            Write = new RequestShape
            {
                QueryText = "text",
                Documents = "passages",
                DocumentText = "text",
                Limit = null,
                Constants = { ["truncate"] = Truncate ? "END" : "NONE" },
            }.Write,
            Read = new ResponseShape { Results = ["rankings"], Score = "logit" }.Read,
            ScoreKind = RerankScoreKind.Logit,
            MaxDocuments = 512,
            HeldBack = HeldBackDocuments.Empty,
            Settings = Truncate ? "truncated" : "whole",
        };
    }

    internal override void Configure(SettingsReader reader) => reader.Boolean(nameof(Truncate), value => Truncate = value);

    // The path has underscores where the model's name has dots.
    private static Uri Hosted(string model) =>
        new($"https://ai.api.nvidia.com/v1/retrieval/{string.Join('/', model.Replace('.', '_').Split('/').Select(Uri.EscapeDataString))}/reranking");
}
