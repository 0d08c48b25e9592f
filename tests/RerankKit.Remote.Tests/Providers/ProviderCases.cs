namespace RerankKit.Remote.Tests.Providers;

/// <summary>Every provider, with answers in its own form as the specifications of the providers show them.</summary>
internal static class ProviderCases
{
    private const string Key = ProviderCase.Secret;

    public static IReadOnlyList<ProviderCase> All { get; } =
    [
        new("cohere", () => new CohereOptions { ApiKey = Key }, results =>
            $$$"""{"id":"6f0f","results":[{{{Each(results, "relevance_score")}}}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1.0} } }"""),
        new("cohere-v1", () => new CohereOptions { ApiKey = Key, ApiVersion = 1, ModelId = "rerank-english-v3.0" }, results =>
            $$$"""{"id":"a1b2","results":[{{{Each(results, "relevance_score", "{\"text\":\"t\"}")}}}],"meta":{"api_version":{"version":"2022-12-06"},"billed_units":{"search_units":1} } }"""),
        new("azure-cohere", () => new AzureCohereOptions { ApiKey = Key, Endpoint = new("https://contoso.services.ai.azure.com"), ModelId = "Cohere-rerank-v4.0-pro" }, results =>
            $$$"""{"id":"c9","results":[{{{Each(results, "relevance_score")}}}],"meta":{"billed_units":{"search_units":1} } }"""),
        new("azure-cohere-serverless", () => new AzureCohereOptions { ApiKey = Key, Endpoint = new("https://rerank.eastus2.models.ai.azure.com") }, results =>
            $$$"""{"id":"c9","results":[{{{Each(results, "relevance_score")}}}]}"""),
        new("jina", () => new JinaOptions { ApiKey = Key }, results =>
            $$$"""{"model":"jina-reranker-v3.5","usage":{"total_tokens":38},"results":[{{{Each(results, "relevance_score", "\"a document\"")}}}]}""") { Kind = RerankScoreKind.Similarity },
        new("voyage", () => new VoyageOptions { ApiKey = Key }, results =>
            $$$"""{"object":"list","data":[{{{Each(results, "relevance_score")}}}],"model":"rerank-2.5","usage":{"total_tokens":22}}"""),
        new("mixedbread", () => new MixedbreadOptions { ApiKey = Key }, results =>
            $$$"""{"usage":{"prompt_tokens":31,"total_tokens":31},"model":"mixedbread-ai/mxbai-rerank-large-v2","data":[{{{Each(results, "score", "null")}}}],"object":"list","top_k":2}""") { Kind = RerankScoreKind.Unspecified },
        new("tei", () => new TextEmbeddingsInferenceOptions { ApiKey = Key, Endpoint = new("http://tei.example:8080"), DiscoverLimits = false }, results =>
            $"[{Each(results, "score")}]"),
        new("vllm", () => new VllmOptions { ApiKey = Key, Endpoint = new("http://vllm.example:8000/v1"), ModelId = "BAAI/bge-reranker-v2-m3" }, results =>
            $$$"""{"id":"rerank-9a1b","model":"BAAI/bge-reranker-v2-m3","usage":{"prompt_tokens":25,"total_tokens":25},"results":[{{{Each(results, "relevance_score", "{\"text\":\"t\",\"multi_modal\":null}")}}}]}"""),
        new("infinity", () => new InfinityOptions { ApiKey = Key, Endpoint = new("http://infinity.example:7997"), ModelId = "mixedbread-ai/mxbai-rerank-xsmall-v1" }, results =>
            $$$"""{"object":"rerank","results":[{{{Each(results, "relevance_score", "null")}}}],"model":"m","usage":{"prompt_tokens":12,"total_tokens":12},"id":"infinity-0b5c","created":1780000000}"""),
        new("llama.cpp", () => new LlamaCppOptions { ApiKey = Key, Endpoint = new("http://llama.example:8081"), ModelId = "bge-reranker-v2-m3" }, results =>
            $$$"""{"model":"bge-reranker-v2-m3","object":"list","usage":{"prompt_tokens":61,"total_tokens":61},"results":[{{{Each(results, "relevance_score")}}}]}""") { Kind = RerankScoreKind.Logit },
        new("nvidia-nim", () => new NvidiaNimOptions { ApiKey = Key, Endpoint = new("http://nim.example:8000") }, results =>
            $$$"""{"rankings":[{{{Each(results, "logit")}}}],"usage":{"prompt_tokens":40,"total_tokens":40}}""") { Kind = RerankScoreKind.Logit },
        new("nvidia-hosted", () => new NvidiaNimOptions { ApiKey = Key }, results => $$$"""{"rankings":[{{{Each(results, "logit")}}}]}""") { Kind = RerankScoreKind.Logit },
        new("pinecone", () => new PineconeOptions { ApiKey = Key }, results =>
            $$$"""{"model":"bge-reranker-v2-m3","data":[{{{Each(results, "score", "{\"id\":\"a\",\"text\":\"t\"}")}}}],"usage":{"rerank_units":1}}"""),
        new("bedrock", () => new BedrockOptions { Region = "us-west-2", Credentials = _ => new(new AwsCredentials("AKIDEXAMPLE", Key, "session-token-9876")) }, results =>
            $$$"""{"results":[{{{Each(results, "relevanceScore")}}}]}"""),
        new("bedrock-cohere", () => new BedrockCohereOptions { Region = "us-west-2", Credentials = _ => new(new AwsCredentials("AKIDEXAMPLE", Key)) }, results =>
            $$$"""{"id":"x","results":[{{{Each(results, "relevance_score")}}}]}"""),
        new("vertex", () => new VertexRankingOptions { ProjectId = "contoso-search", AccessToken = _ => new(Key) }, results =>
            $$$"""{"records":[{{{string.Join(',', results.Select(result => $$"""{"id":"{{result.Index}}","score":{{result.Score}}}"""))}}}]}"""),
        new("elasticsearch", () => new ElasticsearchOptions { ApiKey = Key, Endpoint = new("https://search.example:9200/"), ModelId = "my rerank" }, results =>
            $$$"""{"rerank":[{{{Each(results, "relevance_score")}}}]}""") { Kind = RerankScoreKind.Unspecified },
        new("opensearch", () => new OpenSearchOptions { Endpoint = new("https://search.example:9200"), ModelId = "abc", Username = "admin", Password = Key }, results =>
            $$$"""{"inference_results":[{{{string.Join(',', results.OrderBy(result => result.Index, StringComparer.Ordinal).Select(result => $$"""{"output":[{"name":"similarity","data_type":"FLOAT32","shape":[1],"data":[{{result.Score}}]}]}"""))}}}]}""")
        {
            Kind = RerankScoreKind.Unspecified,
            IsPositional = true,
        },
        new(
            "http",
            () => new CustomRerankerOptions
            {
                Name = "dashscope",
                ApiKey = Key,
                Endpoint = new("https://rerank.example/api/v1/text-rerank"),
                ModelId = "gte-rerank",
                ResultsPath = "output.results",
                LimitMember = "limit",
                MaxTokensMember = "max_tokens",
                DocumentTextMember = "body",
                ScoreKind = RerankScoreKind.Probability,
                ExtraBody = """{"return_documents":false}""",
            },
            results => $$$"""{"output":{"note":[1],"results":[{{{Each(results, "relevance_score")}}}]},"usage":{"total_tokens":17},"request_id":"r"}"""),
    ];

    public static IEnumerable<TestCaseData> Cases() => All.Select(provider => new TestCaseData(provider).SetArgDisplayNames(provider.Name));

    /// <summary>Those that name the document of each score.</summary>
    public static IEnumerable<TestCaseData> IndexedCases() =>
        All.Where(provider => !provider.IsPositional).Select(provider => new TestCaseData(provider).SetArgDisplayNames(provider.Name));

    private static string Each((string Index, string Score)[] results, string score, string? document = null) => string.Join(',', results.Select(result =>
        $$"""{"index":{{result.Index}},"{{score}}":{{result.Score}}{{(document is null ? "" : $",\"document\":{document}")}}}"""));
}
