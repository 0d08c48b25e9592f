namespace RerankKit.Models;

/// <summary>Where models come from and where they are kept. What is not set here is read from the environment as Hugging Face's tools read it.</summary>
public sealed class ModelStoreOptions
{
    /// <summary>The cache folder, which other Hugging Face tools may share.</summary>
    /// <value>Null, the default: <c>HF_HUB_CACHE</c>, else <c>HF_HOME/hub</c>, else <c>~/.cache/huggingface/hub</c>.</value>
    public string? CacheDirectory { get; set; }

    /// <summary>The hub's address.</summary>
    /// <value>Null, the default: <c>HF_ENDPOINT</c>, else <c>https://huggingface.co</c>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not an absolute http or https address.</exception>
    public Uri? Endpoint { get; set => field = Allow.If(value is null || IsHttp(value), value, "an absolute http or https address"); }

    /// <summary>The access token. It is sent to <see cref="Endpoint"/> only, never to a host that the hub redirects to.</summary>
    /// <value>
    /// Null, the default: <c>HF_TOKEN</c>, else the file that <c>HF_TOKEN_PATH</c> names, else <c>HF_HOME/token</c>, else none. An empty text
    /// sends none.
    /// </value>
    public string? Token { get; set; }

    /// <summary>Whether nothing is downloaded.</summary>
    /// <value>Null, the default: as <c>HF_HUB_OFFLINE</c> says.</value>
    public bool? IsOffline { get; set; }

    /// <summary>Whether snapshots link to their files. Where links cannot be made, files are moved or copied into the snapshot.</summary>
    /// <value>Null, the default: true unless <c>HF_HUB_DISABLE_SYMLINKS</c> is set.</value>
    public bool? UseSymbolicLinks { get; set; }

    /// <summary>Whether licences that forbid commercial use are accepted for every model.</summary>
    /// <value>Default false.</value>
    public bool AcceptNonCommercial { get; set; }

    /// <summary>How many files are downloaded at once.</summary>
    /// <value>1 to 64; default 4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxParallelDownloads { get; set => field = Allow.Between(value, 1, 64); } = 4;

    /// <summary>How many times in a row a request may fail for a passing reason, or a download may break off without having got further.</summary>
    /// <value>1 to 100; default 5. 1 tries once.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public int MaxAttempts { get; set => field = Allow.Between(value, 1, 100); } = 5;

    /// <summary>The pause before the second attempt. Each further one is twice as long, up to 30 seconds, unless the hub names one.</summary>
    /// <value>Zero to 30 seconds; default 1 second.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan RetryDelay
    {
        get;
        set => field = Allow.Between(value, TimeSpan.Zero, RetryLimit, "zero to 30 seconds");
    } = TimeSpan.FromSeconds(1);

    /// <summary>How long the hub may stay silent, before its answer or within it, until the connection counts as broken.</summary>
    /// <value>More than zero, at most 1 hour; default 60 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan SilenceTimeout
    {
        get;
        set => field = Allow.If(value > TimeSpan.Zero && value <= TimeSpan.FromHours(1), value, "more than zero, at most 1 hour");
    } = TimeSpan.FromSeconds(60);

    internal static TimeSpan RetryLimit => TimeSpan.FromSeconds(30);

    private static bool IsHttp(Uri value) => value.IsAbsoluteUri && value.Scheme is "http" or "https";
}
