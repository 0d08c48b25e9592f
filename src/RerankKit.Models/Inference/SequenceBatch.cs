namespace RerankKit.Models;

/// <summary>Sequences that run together, padded to the longest. One worker owns it and fills it again and again.</summary>
internal sealed class SequenceBatch
{
    private readonly List<(SequenceRequest Request, int Index)> _rows = [];
    private double[] _logits = new double[64];

    /// <summary>How many sequences run together.</summary>
    public int Count => _rows.Count;

    /// <summary>The length of the longest.</summary>
    public int Length { get; private set; }

    /// <summary>Cells of the input, padding included.</summary>
    public long PaddedTokens => (long)Count * Length;

    /// <summary>Whether the run may take all cores, because nothing else is waiting or running.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Where the run leaves one number per sequence.</summary>
    public Span<double> Logits => _logits.AsSpan(0, Count);

    public ReadOnlySpan<int> Tokens(int row) => _rows[row].Request.Tokens(_rows[row].Index);

    public (SequenceRequest Request, int Index) Row(int row) => _rows[row];

    public void Add(SequenceRequest request, int index)
    {
        request.Hold();
        _rows.Add((request, index));
        Length = Math.Max(Length, request.Length(index));
        if (_rows.Count > _logits.Length)
        {
            Array.Resize(ref _logits, _logits.Length * 2);
        }
    }

    /// <summary>Lets go of the requests.</summary>
    public void Clear()
    {
        foreach ((SequenceRequest request, _) in _rows)
        {
            request.Dispose();
        }

        _rows.Clear();
        Length = 0;
    }
}
