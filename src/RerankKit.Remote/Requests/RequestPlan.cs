using System.Buffers;

namespace RerankKit.Remote;

/// <summary>Which candidates go into which request. Requests hold consecutive ones, in the caller's order.</summary>
internal sealed class RequestPlan : IDisposable
{
    private int[] _positions;
    private readonly List<int> _ends = [];

    public RequestPlan(ProviderDescription provider, int maxDocuments, string query, ReadOnlySpan<RerankCandidate> candidates)
    {
        _positions = ArrayPool<int>.Shared.Rent(candidates.Length);
        long maxCharacters = provider.MaxCharacters ?? long.MaxValue;
        long queryCharacters = provider.MaxCharacters is null || !provider.QueryCountsPerDocument ? 0 : query.Length;
        int inRequest = 0;
        long characters = 0;
        for (int i = 0; i < candidates.Length; i++)
        {
            string text = candidates[i].Text;
            if (IsHeldBack(text, provider.HeldBack))
            {
                HeldBack++;
                continue;
            }

            long length = Math.Min(text.Length, provider.MaxDocumentCharacters) + queryCharacters;
            if (inRequest > 0 && (inRequest == maxDocuments || characters + length > maxCharacters))
            {
                _ends.Add(Sent);
                inRequest = 0;
                characters = 0;
            }

            _positions[Sent++] = i;
            inRequest++;
            characters += length;
        }

        if (inRequest > 0)
        {
            _ends.Add(Sent);
        }
    }

    /// <summary>How many candidates are sent.</summary>
    public int Sent { get; private set; }

    /// <summary>How many are not, because the provider refuses such ones.</summary>
    public int HeldBack { get; }

    public int Requests => _ends.Count;

    /// <summary>The candidates that are sent, in order.</summary>
    public ReadOnlySpan<int> Positions => _positions.AsSpan(0, Sent);

    public (int Start, int Count) Request(int request)
    {
        int start = request == 0 ? 0 : _ends[request - 1];
        return (start, _ends[request] - start);
    }

    public void Dispose()
    {
        int[] positions = _positions;
        _positions = [];
        Sent = 0;
        if (positions.Length > 0)
        {
            ArrayPool<int>.Shared.Return(positions);
        }
    }

    private static bool IsHeldBack(string text, HeldBackDocuments rule) => rule switch
    {
        HeldBackDocuments.Empty => text.Length == 0,
        HeldBackDocuments.Blank => string.IsNullOrWhiteSpace(text),
        _ => false,
    };
}
