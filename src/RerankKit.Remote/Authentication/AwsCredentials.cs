namespace RerankKit.Remote;

/// <summary>Credentials of AWS, permanent or temporary. Its text shows none of them.</summary>
/// <param name="accessKeyId">The access key id.</param>
/// <param name="secretAccessKey">The secret access key.</param>
/// <param name="sessionToken">The session token of temporary credentials; null for permanent ones.</param>
/// <exception cref="ArgumentException">A value is empty or holds characters that no key has.</exception>
public sealed class AwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken = null)
{
    internal string AccessKeyId { get; } = SecretText.Check(accessKeyId, nameof(accessKeyId));

    internal string SecretAccessKey { get; } = SecretText.Check(secretAccessKey, nameof(secretAccessKey));

    internal string? SessionToken { get; } = sessionToken is null ? null : SecretText.Check(sessionToken, nameof(sessionToken));
}
