using System.Buffers;
using System.Text.RegularExpressions;

namespace RerankKit.Models;

/// <summary>What the hub allows as ids, revisions and paths. All three become paths on disk, so nothing else gets past here.</summary>
internal static partial class HubNames
{
    private static readonly SearchValues<char> Reserved = SearchValues.Create("\\:*?\"<>|");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether a text is a commit: 40 hexadecimal digits.</summary>
    public static bool IsCommit(string? text) => text is { Length: 40 } && IsHex(text);

    public static bool IsSha256(string? text) => text is { Length: 64 } && IsHex(text);

    public static bool IsId(string text) =>
        IdPattern().IsMatch(text)
        && !text.Contains("--", StringComparison.Ordinal)
        && !text.Contains("..", StringComparison.Ordinal)
        && !text.EndsWith(".git", StringComparison.Ordinal);

    public static string CheckId(string id) => IsId(id)
        ? id
        : throw new ArgumentException(
            $"'{id}' is neither a folder nor a model id. Give a folder that exists, an id such as 'cross-encoder/ms-marco-MiniLM-L6-v2', or a short name of the catalogue.",
            nameof(id));

    public static string CheckRevision(string revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        return IsPath(revision)
            ? revision
            : throw new ArgumentException($"The revision is '{revision}'; allowed is a branch, a tag, or a commit.", nameof(revision));
    }

    public static string CheckPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return IsPath(path)
            ? path
            : throw new ArgumentException($"The path is '{path}'; allowed is a path inside the model with forward slashes, such as 'onnx/model.onnx'.", nameof(path));
    }

    /// <summary>Whether a text is a relative path with forward slashes that stays below the folder it is joined to, on every system.</summary>
    public static bool IsPath(string path)
    {
        if (path.Length is 0 or > 1024)
        {
            return false;
        }

        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> part = path.AsSpan()[range];
            if (part.IsEmpty || part is "." or ".." || part[^1] is '.' or ' ' || part.ContainsAny(Reserved) || part.ContainsAnyInRange('\0', '\u001f'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsHex(string text) => !text.AsSpan().ContainsAnyExcept(HexDigits);

    [GeneratedRegex(@"^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?/)?[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,94}[A-Za-z0-9_])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdPattern();
}
