namespace RerankKit.Embedded;

/// <summary>The query's pieces that say something, with their vectors. Used again from call to call. Not thread-safe.</summary>
internal sealed class EmbeddedQuery
{
    /// <summary>Of a longer query the pieces that say most.</summary>
    public const int MaxPieces = 128;
    private readonly Dictionary<int, int> _places = [];
    private int[] _ids = new int[16];
    private float[] _weights = new float[16];
    private float[] _vectors = [];
    private float[] _sum = [];

    /// <summary>How many different pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>The pieces.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary>What each says, as often as the query has it.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Count);

    /// <summary>The sum of <see cref="Weights"/>.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>The weighted sum of the vectors, brought to length 1.</summary>
    public ReadOnlySpan<float> Sum => _sum;

    /// <summary>The vector of a piece, of length 1.</summary>
    public ReadOnlySpan<float> Vector(int place) => _vectors.AsSpan(place * _sum.Length, _sum.Length);

    /// <summary>Reads a query's tokens.</summary>
    public void Read(ReadOnlySpan<int> tokens, EmbeddedTable table)
    {
        _places.Clear();
        Count = 0;
        foreach (int id in tokens)
        {
            if (table.Weights[id] > 0)
            {
                Add(id, table.Weights[id]);
            }
        }

        if (Count > MaxPieces)
        {
            Array.Sort(_weights, _ids, 0, Count);
            Array.Reverse(_weights, 0, Count);
            Array.Reverse(_ids, 0, Count);
            Count = MaxPieces;
        }

        FillVectors(table);
    }

    private void Add(int id, float weight)
    {
        if (_places.TryGetValue(id, out int place))
        {
            _weights[place] += weight;
            return;
        }

        if (Count == _ids.Length)
        {
            Array.Resize(ref _ids, Count * 2);
            Array.Resize(ref _weights, Count * 2);
        }

        _places.Add(id, Count);
        (_ids[Count], _weights[Count]) = (id, weight);
        Count++;
    }

    private void FillVectors(EmbeddedTable table)
    {
        if (_sum.Length != table.Dimension)
        {
            _sum = new float[table.Dimension];
        }

        if (_vectors.Length < Count * table.Dimension)
        {
            _vectors = new float[Math.Max(16, Count) * table.Dimension];
        }

        _sum.AsSpan().Clear();
        TotalWeight = 0;
        for (int place = 0; place < Count; place++)
        {
            int id = _ids[place];
            Rows.Widen(table.Row(id), table.Scales[id], _vectors.AsSpan(place * table.Dimension, table.Dimension));
            Rows.Add(table.Row(id), table.Scales[id] * _weights[place], _sum);
            TotalWeight += _weights[place];
        }

        Rows.Normalize(_sum);
    }
}
