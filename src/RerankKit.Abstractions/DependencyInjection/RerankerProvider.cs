using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>A source of rerankers that configuration can name.</summary>
internal sealed record RerankerProvider(string Name, Func<IServiceProvider, IConfigurationSection, IReranker> Create);
