namespace RerankKit;

/// <summary>Finds what a chat client reranker reports beyond its results.</summary>
public static class ChatRerankReportExtensions
{
    /// <summary>The report of a chat client reranker.</summary>
    /// <param name="response">The response, also after decorators.</param>
    /// <returns>The report; null where no language model was asked.</returns>
    public static ChatRerankReport? GetChatReport(this RerankResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        object? value = null;
        return response.AdditionalProperties?.TryGetValue(ChatRerankReport.PropertyName, out value) == true ? value as ChatRerankReport : null;
    }
}
