using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;

namespace RerankKit.LateInteraction;

/// <summary>A source of embedding generators that configuration can name.</summary>
internal sealed record EmbeddingGeneratorProvider(string Name, Func<IServiceProvider, IConfigurationSection, IEmbeddingGenerator<string, Embedding<float>>> Create);
