using Microsoft.Extensions.Configuration;

namespace RerankKit;

/// <summary>A source of encoders that configuration can name.</summary>
internal sealed record MultiVectorEncoderProvider(string Name, Func<IServiceProvider, IConfigurationSection, IMultiVectorEncoder> Create);
