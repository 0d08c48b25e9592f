namespace Microsoft.Extensions.DependencyInjection;

public static partial class RerankingBuilderExtensions
{
    /// <summary>Takes the application's registered <see cref="IChatClient"/>.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="configure">Sets the method and what else there is; by default listwise with a window of 20 that moves by 10.</param>
    /// <param name="chatClientKey">The key of a keyed chat client; null for the one registered without a key.</param>
    /// <returns>The pipeline, to decorate. The chat client stays the container's.</returns>
    public static RerankerBuilder AddChatClientReranker(
        this IRerankingBuilder builder, Action<ChatClientRerankerOptions>? configure = null, object? chatClientKey = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new ChatClientRerankerOptions();
        configure?.Invoke(options);

        // A missing client is found when the application starts, not at the first request.
        StartCheck.Add(builder.Services, services =>
        {
            if (!IsRegistered(services, chatClientKey))
            {
                throw Missing(chatClientKey);
            }
        });
        return builder.AddReranker(services => FromContainer(services, options, chatClientKey));
    }

    /// <summary>Takes a chat client that a factory makes.</summary>
    /// <param name="builder">The registration.</param>
    /// <param name="chatClientFactory">Makes the chat client. It is disposed with the reranker, unless the options say <see cref="ChatClientRerankerOptions.LeaveOpen"/>.</param>
    /// <param name="configure">Sets the method and what else there is; by default listwise with a window of 20 that moves by 10.</param>
    /// <returns>The pipeline, to decorate.</returns>
    public static RerankerBuilder AddChatClientReranker(
        this IRerankingBuilder builder, Func<IServiceProvider, IChatClient> chatClientFactory, Action<ChatClientRerankerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(chatClientFactory);
        var options = new ChatClientRerankerOptions();
        configure?.Invoke(options);
        return builder.AddReranker(services => new ChatClientReranker(
            chatClientFactory(services) ?? throw new InvalidOperationException("The chat client factory returned null."),
            options,
            services.GetTimeProvider()));
    }

    internal static ChatClientReranker FromContainer(IServiceProvider services, ChatClientRerankerOptions options, object? chatClientKey)
    {
        IChatClient client = (chatClientKey is null ? services.GetService<IChatClient>() : services.GetKeyedService<IChatClient>(chatClientKey)) ?? throw Missing(chatClientKey);
        ChatClientRerankerOptions shared = options.Clone();
        shared.LeaveOpen = true;
        return new(client, shared, services.GetTimeProvider());
    }

    // Without making one: it may be of a scope. A container that cannot say is asked at the first request.
    private static bool IsRegistered(IServiceProvider services, object? chatClientKey) => chatClientKey is null
        ? services.GetService<IServiceProviderIsService>()?.IsService(typeof(IChatClient)) ?? true
        : services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(typeof(IChatClient), chatClientKey) ?? true;

    private static InvalidOperationException Missing(object? chatClientKey) => new(chatClientKey is null
        ? "No IChatClient is registered. Register one with services.AddSingleton<IChatClient>(...), or give AddChatClientReranker a factory."
        : $"No IChatClient is registered with the key '{chatClientKey}'. Register one with services.AddKeyedSingleton<IChatClient>(\"{chatClientKey}\", ...).");
}
