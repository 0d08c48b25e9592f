namespace RerankKit;

/// <summary>A decorator that configuration can name.</summary>
internal sealed record RerankerDecorator(string Name, Action<RerankerBuilder, SettingsReader> Use);
