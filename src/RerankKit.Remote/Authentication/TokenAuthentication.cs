namespace RerankKit.Remote;

/// <summary>A bearer token that a delegate gives for each request; the delegate caches and renews.</summary>
internal sealed class TokenAuthentication(Func<CancellationToken, ValueTask<string>> token) : RequestAuthentication
{
    public override async ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string value = await token(cancellationToken).ConfigureAwait(false);
        SecretText.Check(value, "the token");
        Remember(value);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {value}");
    }
}
