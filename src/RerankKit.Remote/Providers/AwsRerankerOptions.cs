namespace RerankKit.Remote;

/// <summary>What rerankers on AWS share: a region, and credentials that sign each request (Signature Version 4).</summary>
public abstract class AwsRerankerOptions : RemoteRerankerOptions
{
    private protected AwsRerankerOptions()
    {
    }

    /// <summary>The region, for example <c>us-west-2</c>.</summary>
    /// <value>Null, the default, reads <c>AWS_REGION</c>, then <c>AWS_DEFAULT_REGION</c>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a region's name.</exception>
    public string? Region
    {
        get;
        set => field = Allow.If(value is null || IsRegion(value), value, "a region's name in lower case, for example us-west-2");
    }

    /// <summary>Gives the credentials. It caches and renews; it is asked once per attempt.</summary>
    /// <value>Null, the default, reads <c>AWS_ACCESS_KEY_ID</c>, <c>AWS_SECRET_ACCESS_KEY</c> and <c>AWS_SESSION_TOKEN</c> when the reranker is made.</value>
    public Func<CancellationToken, ValueTask<AwsCredentials>>? Credentials { get; set; }

    internal override void Configure(SettingsReader reader) => reader.Text(nameof(Region), value => Region = value);

    private protected string RequireRegion(ProviderSetup setup)
    {
        string region = Region ?? setup.Find(null, "AWS_REGION") ?? setup.Find(null, "AWS_DEFAULT_REGION")
            ?? throw setup.Missing(ProviderName, nameof(Region), "a region", "AWS_REGION");
        return IsRegion(region) ? region : throw new InvalidOperationException($"The region '{region}' of the reranker '{ProviderName}' is not one, for example us-west-2.");
    }

    private protected RequestAuthentication Sign(ProviderSetup setup, string region, string service)
    {
        Func<CancellationToken, ValueTask<AwsCredentials>>? credentials = Credentials;
        if (credentials is null)
        {
            var found = new AwsCredentials(
                setup.Find(null, "AWS_ACCESS_KEY_ID") ?? throw setup.Missing(ProviderName, nameof(Credentials), "credentials", "AWS_ACCESS_KEY_ID"),
                setup.Find(null, "AWS_SECRET_ACCESS_KEY") ?? throw setup.Missing(ProviderName, nameof(Credentials), "credentials", "AWS_SECRET_ACCESS_KEY"),
                setup.Find(null, "AWS_SESSION_TOKEN"));
            credentials = _ => new(found);
        }

        return new AwsAuthentication(credentials, region, service, setup.TimeProvider);
    }

    private protected static string HostSuffix(string region) => region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    private protected static string Partition(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" : region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";

    private static bool IsRegion(string region) =>
        region.Length > 0 && region.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
