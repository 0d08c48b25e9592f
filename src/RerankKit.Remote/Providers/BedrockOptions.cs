namespace RerankKit.Remote;

/// <summary>The Rerank API of Amazon Bedrock (docs.aws.amazon.com/bedrock, API_agent-runtime_Rerank).</summary>
/// <remarks>
/// Default model <c>cohere.rerank-v3-5:0</c>; a model id or a whole ARN. Scores are probabilities. A request carries 1,000 documents at most; documents are cut at 32,000
/// characters, and blank ones are not sent. Bedrock reports no usage: with a <see cref="RemoteRerankerOptions.Price"/> set its price per request.
/// </remarks>
public sealed class BedrockOptions : AwsRerankerOptions
{
    internal override string ProviderName => "bedrock";

    internal override ProviderDescription Describe(ProviderSetup setup)
    {
        string region = RequireRegion(setup);
        return new()
        {
            Name = ProviderName,
            Endpoint = Endpoints.Join(Endpoint ?? new($"https://bedrock-agent-runtime.{region}.{HostSuffix(region)}"), "/rerank"),
            ModelId = ModelId ?? "cohere.rerank-v3-5:0",
            Authentication = Sign(setup, region, "bedrock"),
            Write = new Request($"arn:{Partition(region)}:bedrock:{region}::foundation-model/").Write,
            Read = new ResponseShape { Score = "relevanceScore" }.Read,
            ScoreKind = RerankScoreKind.Probability,
            MaxDocuments = 1000,
            MaxDocumentCharacters = 32_000,
            HeldBack = HeldBackDocuments.Blank,
            HasPages = true,
            AlsoTransient = [409, 424],
        };
    }

    private sealed class Request(string arnPrefix)
    {
        public void Write(Utf8JsonWriter writer, scoped in RequestContent content)
        {
            writer.WriteStartArray("queries"u8);
            writer.WriteStartObject();
            writer.WriteString("type"u8, "TEXT"u8);
            WriteText(writer, "textQuery"u8, content.Query);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteStartArray("sources"u8);
            for (int i = 0; i < content.Documents.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "INLINE"u8);
                writer.WriteStartObject("inlineDocumentSource"u8);
                writer.WriteString("type"u8, "TEXT"u8);
                WriteText(writer, "textDocument"u8, content.Documents[i]);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartObject("rerankingConfiguration"u8);
            writer.WriteString("type"u8, "BEDROCK_RERANKING_MODEL"u8);
            writer.WriteStartObject("bedrockRerankingConfiguration"u8);
            writer.WriteNumber("numberOfResults"u8, content.TopN ?? content.Documents.Count);
            writer.WriteStartObject("modelConfiguration"u8);
            string model = content.Model!;
            writer.WriteString("modelArn"u8, model.StartsWith("arn:", StringComparison.Ordinal) ? model : arnPrefix + model);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
            if (content.PageToken is not null)
            {
                writer.WriteString("nextToken"u8, content.PageToken);
            }
        }

        private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<char> text)
        {
            writer.WriteStartObject(name);
            writer.WriteString("text"u8, text);
            writer.WriteEndObject();
        }
    }
}
