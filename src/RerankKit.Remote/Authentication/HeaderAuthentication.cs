namespace RerankKit.Remote;

/// <summary>A key in a header.</summary>
internal sealed class HeaderAuthentication(string header, string scheme, string key) : RequestAuthentication
{
    private readonly string _value = scheme.Length == 0 ? key : $"{scheme} {key}";

    public override IReadOnlyList<string> Secrets { get; } = [key];

    public static RequestAuthentication Bearer(string? key) => key is null ? None : new HeaderAuthentication("Authorization", "Bearer", key);

    public override ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation(header, _value);
        return default;
    }
}
