namespace RerankKit.Remote;

/// <summary>Cohere's rerankers on Amazon Bedrock, called as models (InvokeModel) rather than through Bedrock's own Rerank API.</summary>
/// <remarks>Default model <c>cohere.rerank-v3-5:0</c>. Otherwise as <see cref="CohereOptions"/>; token counts are read from Bedrock's headers.</remarks>
public sealed class BedrockCohereOptions : AwsRerankerOptions
{
    private const string InputTokens = "X-Amzn-Bedrock-Input-Token-Count";

    private static readonly RequestShape Shape = new()
    {
        Model = null,
        MaxTokensPerDocument = "max_tokens_per_doc",
        Constants = { ["api_version"] = 2 },
    };

    internal override string ProviderName => "bedrock-cohere";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        string region = RequireRegion(setup);
        Uri server = Endpoint ?? new($"https://bedrock-runtime.{region}.{HostSuffix(region)}");
        string model = ModelId ?? "cohere.rerank-v3-5:0";
        return new()
        {
            Name = ProviderName,
            Endpoint = Invoke(server, model),
            EndpointOf = other => Invoke(server, other),
            ModelId = model,
            Authentication = Sign(setup, region, "bedrock"),
            Write = Shape.Write,
            Read = CohereShape.Response.Read,
            ReadHeaders = ReadUsage,
            ScoreKind = RerankScoreKind.Probability,
            MaxDocuments = CohereShape.MaxDocuments,
            HeldBack = HeldBackDocuments.Blank,
            AlsoTransient = [424],
        };
    }

    private static Uri Invoke(Uri server, string model) => Endpoints.Join(server, $"/model/{Uri.EscapeDataString(model)}/invoke");

    private static void ReadUsage(HttpResponseMessage response, ResponseTally tally)
    {
        if (response.Headers.NonValidated.TryGetValues(InputTokens, out System.Net.Http.Headers.HeaderStringValues values)
            && int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int tokens))
        {
            tally.InputTokens ??= tokens;
        }
    }
}
