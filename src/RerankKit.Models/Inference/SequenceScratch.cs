namespace RerankKit.Models;

/// <summary>Buffers of one encoding thread.</summary>
internal sealed class SequenceScratch
{
    private int[] _ids = new int[512];
    private int[] _typeIds = new int[512];

    /// <summary>The tokens of a text.</summary>
    public TokenBuffer Tokens { get; } = new();

    /// <summary>The sequence's length.</summary>
    public int Length { get; set; }

    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Length);

    public ReadOnlySpan<int> TypeIds => _typeIds.AsSpan(0, Length);

    /// <summary>Where the next sequence is written.</summary>
    public Span<int> IdBuffer => _ids;

    /// <summary>Where the next sequence's segments are written.</summary>
    public Span<int> TypeIdBuffer => _typeIds;

    /// <summary>Makes room for a sequence; the contents are lost.</summary>
    public void Reserve(int length)
    {
        if (_ids.Length < length)
        {
            _ids = new int[Math.Max(length, _ids.Length * 2)];
            _typeIds = new int[_ids.Length];
        }
    }
}
