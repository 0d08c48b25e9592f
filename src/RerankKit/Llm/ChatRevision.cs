namespace RerankKit;

/// <summary>Everything that changes the rankings of a chat client reranker, as one text for cache keys.</summary>
internal static class ChatRevision
{
    public static string Of(ChatClientRerankerOptions options, ChatClientMetadata? client) => Invariant(
        $"{options.Method.Revision};client={client?.ProviderName};tokens={options.MaxTokensPerDocument};attempts={options.MaxAttempts};t={options.Temperature};seed={options.Seed};out={options.MaxOutputTokens};instruction={(options.Instruction is null ? "" : Hash128.Of(options.Instruction).ToString())};{options.Revision}");
}
