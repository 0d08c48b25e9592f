using System.Security.Cryptography;
using System.Text;

namespace RerankKit.Remote;

/// <summary>AWS Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API request"), signed headers content-type, host and x-amz-*.</summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>The value of the Authorization header.</summary>
    public static string Authorize(
        AwsCredentials credentials, string region, string service, DateTimeOffset time, string method, Uri uri, string contentType, ReadOnlySpan<byte> body)
    {
        string stamp = Stamp(time);
        string signedHeaders = credentials.SessionToken is null ? "content-type;host;x-amz-date" : "content-type;host;x-amz-date;x-amz-security-token";
        string canonical = CanonicalRequest(credentials, stamp, method, uri, contentType, signedHeaders, body);
        string scope = $"{stamp[..8]}/{region}/{service}/aws4_request";
        string toSign = $"{Algorithm}\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey);
        foreach (string part in (ReadOnlySpan<string>)[stamp[..8], region, service, "aws4_request", toSign])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signedHeaders}, Signature={Convert.ToHexStringLower(key)}";
    }

    /// <summary>The value of the x-amz-date header.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Host and port as the Host header has them.</summary>
    public static string Host(Uri uri) => uri.IsDefaultPort ? uri.IdnHost : Invariant($"{uri.IdnHost}:{uri.Port}");

    private static string CanonicalRequest(
        AwsCredentials credentials, string stamp, string method, Uri uri, string contentType, string signedHeaders, ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        text.Append(method).Append('\n');
        AppendPath(text, uri.AbsolutePath);
        text.Append('\n').AppendJoin('&', CanonicalQuery(uri.Query)).Append('\n');
        text.Append("content-type:").Append(contentType).Append('\n');
        text.Append("host:").Append(Host(uri)).Append('\n');
        text.Append("x-amz-date:").Append(stamp).Append('\n');
        if (credentials.SessionToken is string token)
        {
            text.Append("x-amz-security-token:").Append(token).Append('\n');
        }

        return text.Append('\n').Append(signedHeaders).Append('\n').Append(Hash(body)).ToString();
    }

    // Every service but S3 signs the path as it is sent, encoded once more.
    private static void AppendPath(StringBuilder text, string path)
    {
        foreach (char character in path)
        {
            if (char.IsAsciiLetterOrDigit(character) || character is '/' or '-' or '_' or '.' or '~')
            {
                text.Append(character);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{(int)character:X2}");
            }
        }
    }

    private static IEnumerable<string> CanonicalQuery(string query) => query
        .TrimStart('?')
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(parameter => parameter.Contains('=', StringComparison.Ordinal) ? parameter : parameter + "=")
        .Order(StringComparer.Ordinal);

    private static string Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
