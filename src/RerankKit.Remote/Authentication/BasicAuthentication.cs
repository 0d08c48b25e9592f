using System.Text;

namespace RerankKit.Remote;

/// <summary>A user name and a password.</summary>
internal sealed class BasicAuthentication : RequestAuthentication
{
    private readonly string _value;

    public BasicAuthentication(string user, string password)
    {
        string encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
        _value = "Basic " + encoded;
        Secrets = [password, encoded];
    }

    public override IReadOnlyList<string> Secrets { get; }

    public override ValueTask ApplyAsync(HttpRequestMessage request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("Authorization", _value);
        return default;
    }
}
