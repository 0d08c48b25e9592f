using System.Collections;

namespace RerankKit.Remote;

/// <summary>The latest secrets that a delegate gave, so that they can be kept out of messages. Thread-safe.</summary>
internal sealed class LastSecrets : IReadOnlyList<string>
{
    private const int Kept = 4;
    private volatile string[] _secrets = [];

    public int Count => _secrets.Length;

    public string this[int index] => _secrets[index];

    public void Remember(string secret)
    {
        string[] secrets = _secrets;
        if (!secrets.Contains(secret, StringComparer.Ordinal))
        {
            // A lost race forgets one of several tokens that are valid at once; the next request remembers it.
            _secrets = [secret, .. secrets.Take(Kept - 1)];
        }
    }

    public IEnumerator<string> GetEnumerator() => ((IEnumerable<string>)_secrets).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
