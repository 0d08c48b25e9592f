namespace RerankKit.Remote;

/// <summary>Credentials of AWS, permanent or temporary. Its text shows none of them.</summary>
public sealed class AwsCredentials
{
    /// <summary>Makes credentials.</summary>
    /// <param name="accessKeyId">The access key id.</param>
    /// <param name="secretAccessKey">The secret access key.</param>
    /// <param name="sessionToken">The session token of temporary credentials; null for permanent ones.</param>
    /// <exception cref="ArgumentException">A value is empty or holds characters that no key has.</exception>
    public AwsCredentials(string accessKeyId, string secretAccessKey, string? sessionToken = null)
    {
        AccessKeyId = SecretText.Check(accessKeyId, nameof(accessKeyId));
        SecretAccessKey = SecretText.Check(secretAccessKey, nameof(secretAccessKey));
        SessionToken = sessionToken is null ? null : SecretText.Check(sessionToken, nameof(sessionToken));
    }

    internal string AccessKeyId { get; }

    internal string SecretAccessKey { get; }

    internal string? SessionToken { get; }
}
