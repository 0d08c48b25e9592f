namespace RerankKit.Embedded;

/// <summary>The query's pieces that say something, with their vectors. Used again from call to call. Not thread-safe.</summary>
internal sealed class EmbeddedQuery
{
    /// <summary>Of a longer query the pieces that say most.</summary>
    public const int MaxPieces = 128;

    /// <summary>Numbers about the pieces stand in a multiple of it, zeros behind the last.</summary>
    private const int Padding = 16;
    private readonly Dictionary<int, int> _places = [];
    private int[] _ids = new int[16];
    private float[] _weights = new float[16];
    private short[] _vectors = [];
    private float[] _scales = [];
    private float[] _sum = [];

    /// <summary>How many different pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>The pieces.</summary>
    public ReadOnlySpan<int> Ids => _ids.AsSpan(0, Count);

    /// <summary><see cref="Count"/>, brought to a multiple of 16.</summary>
    public int Stride => (Count + Padding - 1) / Padding * Padding;

    /// <summary>What each says, as often as the query has it; zeros up to <see cref="Stride"/>.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, Stride);

    /// <summary>The vectors of the pieces, as the table has them; zeros up to <see cref="Stride"/>.</summary>
    public ReadOnlySpan<short> Vectors => _vectors.AsSpan(0, Stride * _sum.Length);

    /// <summary>What brings each vector to length 1; 0 for numbers, which are near one another in the table and mean different things, and up to <see cref="Stride"/>.</summary>
    public ReadOnlySpan<float> Scales => _scales.AsSpan(0, Stride);

    /// <summary>The sum of <see cref="Weights"/>.</summary>
    public double TotalWeight { get; private set; }

    /// <summary>The weighted sum of the vectors, brought to length 1.</summary>
    public ReadOnlySpan<float> Sum => _sum;

    /// <summary>Reads a query's tokens.</summary>
    public void Read(ReadOnlySpan<int> tokens, EmbeddedModel model)
    {
        EmbeddedTable table = model.Table;
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

        FillVectors(table, model.Kinds);
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

    private void FillVectors(EmbeddedTable table, PieceKinds[] kinds)
    {
        int dimension = table.Dimension;
        if (_sum.Length != dimension || _scales.Length < Stride)
        {
            _sum = new float[dimension];
            _scales = new float[Stride];
            _vectors = new short[Stride * dimension];
        }

        _sum.AsSpan().Clear();
        _weights.AsSpan(Count, Stride - Count).Clear();
        _scales.AsSpan(Count, Stride - Count).Clear();
        _vectors.AsSpan(Count * dimension, (Stride - Count) * dimension).Clear();
        TotalWeight = 0;
        for (int place = 0; place < Count; place++)
        {
            int id = _ids[place];
            ReadOnlySpan<sbyte> row = table.Row(id);
            for (int i = 0; i < dimension; i++)
            {
                _vectors[(place * dimension) + i] = row[i];
            }

            _scales[place] = (kinds[id] & PieceKinds.Number) != PieceKinds.None ? 0 : table.Scales[id];
            Rows.Add(row, table.Scales[id] * _weights[place], _sum);
            TotalWeight += _weights[place];
        }

        Rows.Normalize(_sum);
    }
}
