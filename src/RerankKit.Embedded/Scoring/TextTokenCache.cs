using System.Collections.Concurrent;

namespace RerankKit.Embedded;

/// <summary>Tokens of texts by content, up to a number of them. Thread-safe.</summary>
/// <param name="capacity">How many texts; when they are reached, the older half is forgotten.</param>
internal sealed class TextTokenCache(int capacity)
{
    private readonly Lock _lock = new();
    private ConcurrentDictionary<(Hash128 Text, int Limit), TextTokens> _young = new();
    private ConcurrentDictionary<(Hash128 Text, int Limit), TextTokens> _old = new();

    /// <summary>Finds a text.</summary>
    public bool TryGet(Hash128 text, int limit, out TextTokens? tokens)
    {
        if (_young.TryGetValue((text, limit), out tokens))
        {
            return true;
        }

        if (!_old.TryGetValue((text, limit), out tokens))
        {
            return false;
        }

        Add(text, limit, tokens);
        return true;
    }

    /// <summary>Keeps a text.</summary>
    public void Add(Hash128 text, int limit, TextTokens tokens)
    {
        if (!_young.TryAdd((text, limit), tokens) || _young.Count <= (capacity + 1) / 2)
        {
            return;
        }

        lock (_lock)
        {
            if (_young.Count > (capacity + 1) / 2)
            {
                _old = _young;
                _young = new();
            }
        }
    }
}
