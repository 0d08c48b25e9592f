namespace RerankKit.Remote;

/// <summary>Signs each request with credentials that a delegate gives; the delegate caches and renews.</summary>
internal sealed class AwsAuthentication(
    Func<CancellationToken, ValueTask<AwsCredentials>> credentials, string region, string service, TimeProvider timeProvider) : RequestAuthentication
{
    public override async ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        AwsCredentials current = await credentials(cancellationToken).ConfigureAwait(false);
        Remember(current.SecretAccessKey);
        DateTimeOffset now = timeProvider.GetUtcNow();
        request.Headers.TryAddWithoutValidation("x-amz-date", AwsSignature.Stamp(now));
        if (current.SessionToken is string token)
        {
            Remember(token);
            request.Headers.TryAddWithoutValidation("x-amz-security-token", token);
        }

        string authorization = AwsSignature.Authorize(
            current, region, service, now, request.Method.Method, request.RequestUri!, "application/json", body.Span);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
    }
}
