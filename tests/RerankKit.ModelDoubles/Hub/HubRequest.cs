namespace RerankKit.ModelDoubles;

/// <summary>A request that a <see cref="HubDouble"/> got.</summary>
internal sealed record HubRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers)
{
    public string? Token => Headers.GetValueOrDefault("Authorization");

    public long From => Headers.GetValueOrDefault("Range") is { } range ? long.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;

    public override string ToString() => $"{Method} {Path}";
}
