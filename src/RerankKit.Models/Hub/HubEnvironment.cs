using System.Text.RegularExpressions;

namespace RerankKit.Models;

/// <summary>Hugging Face's environment variables, read as huggingface_hub 1.x reads them (its <c>constants.py</c> and <c>utils/_auth.py</c>).</summary>
/// <param name="read">Reads a variable; null where it is not set.</param>
internal sealed partial class HubEnvironment(Func<string, string?> read)
{
    public static HubEnvironment OfProcess { get; } = new(Environment.GetEnvironmentVariable);

    public string CacheDirectory => Expand(Read("HF_HUB_CACHE") ?? Read("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home, "hub"));

    public string? EndpointText => Read("HF_ENDPOINT");

    public bool IsOffline => IsTrue("HF_HUB_OFFLINE") || (Read("HF_HUB_OFFLINE") is null && IsTrue("TRANSFORMERS_OFFLINE"));

    public bool AreSymbolicLinksDisabled => IsTrue("HF_HUB_DISABLE_SYMLINKS");

    private string Home => Expand(Read("HF_HOME") ?? Path.Combine(Read("XDG_CACHE_HOME") ?? Path.Combine("~", ".cache"), "huggingface"));

    /// <summary>The token of the environment or of the token file; null where there is none, or where it shall not be sent unasked.</summary>
    public string? ReadToken()
    {
        if (IsTrue("HF_HUB_DISABLE_IMPLICIT_TOKEN"))
        {
            return null;
        }

        if (Clean(Read("HF_TOKEN") ?? Read("HUGGING_FACE_HUB_TOKEN")) is string token)
        {
            return token;
        }

        string path = Expand(Read("HF_TOKEN_PATH") ?? Path.Combine(Home, "token"));
        return File.Exists(path) ? Clean(File.ReadAllText(path)) : null;
    }

    public Uri ReadEndpoint()
    {
        string text = EndpointText ?? "https://huggingface.co";
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw new ArgumentException($"HF_ENDPOINT is '{text}'; allowed is an absolute http or https address such as 'https://huggingface.co'.");
    }

    public static string? Clean(string? token) =>
        token?.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim() is { Length: > 0 } clean ? clean : null;

    private string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;

    private bool IsTrue(string name) => Read(name)?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private string Expand(string path)
    {
        if (path is "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith("~\\", StringComparison.Ordinal))
        {
            path = Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..]);
        }

        return Variable().Replace(path, match => Read(match.Groups["name"].Value) ?? match.Value);
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)\}|\$(?<name>\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
