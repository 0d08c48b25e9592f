namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankerBuilderExtensions
{
    /// <summary>
    /// Keeps the order of a conversation's turn for the turns that follow, where the candidates are the same. Calls say which conversation they are a turn of with
    /// <see cref="RerankOptions.ConversationId"/>. Put it outside of caps, gates and the score cache. All rerankers that the pipeline makes (one per scope of the container, where it is
    /// registered so) share one memory.
    /// </summary>
    /// <param name="builder">The pipeline.</param>
    /// <param name="configure">Sets for how many turns and how long an order is kept, and how much a query may change.</param>
    /// <returns>The pipeline.</returns>
    public static RerankerBuilder UseConversation(this RerankerBuilder builder, Action<ConversationOptions>? configure = null) =>
        builder.UseConversation(Configured(builder, configure));

    internal static RerankerBuilder UseConversation(this RerankerBuilder builder, ConversationOptions options)
    {
        var store = new ConversationStore(options.MaxEntries);
        return builder.Use((inner, services) => new ConversationReranker(inner, options, store, services.GetTimeProvider()));
    }
}
