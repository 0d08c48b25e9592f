using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit.Embedded;

/// <summary>The parts of a call's scores, before they are standardised. Used again from call to call. Not thread-safe.</summary>
/// <remarks>
/// Similarity of two pieces: 1 when they are the same, else (cosine - tau) / (1 - tau) where that is above 0, with tau = 0.4, and 0 for numbers, which are near one
/// another in the table and mean different things. Words: the sum over the query's pieces of weight * f / (f + k1 * (1 - b + b * length / mean length)), f the sum of
/// the similarities of the text's pieces: BM25 with soft frequencies, k1 = 0.9, b = 1, and a length of at least a quarter of the mean one. Meaning: the cosine of the weighted sums of the vectors. Lead: the same as
/// words over the first pieces alone. Feedback: the cosine between a text's weighted log frequencies and the mean of those of the candidates that the other parts rank first.
/// Topic: the same of the texts' vectors, after the mean of all candidates was taken off.
/// </remarks>
internal sealed class EmbeddedParts
{
    public const float Tau = 0.4f;
    public const float K1 = 0.9f;
    public const float B = 1;

    /// <summary>As what share of the mean length a shorter text counts: with b = 1 nothing but its length stands against a weak likeness in a text of three words. BM25's usual b of 0.75 leaves them a quarter.</summary>
    public const float LeastLength = 0.25f;
    public const int LeadLength = 24;
    public const int FeedbackTexts = 5;
    private readonly SoftFrequencies _soft = new();
    private float[] _vectors = [];
    private float[] _factors = [];
    private float[] _weights = [];
    private float[] _mean = [];
    private float[] _centroid = [];
    private float[] _row = [];
    private double[] _numbers = [];
    private int _count;

    /// <summary>How much of the query's words each text has.</summary>
    public Span<double> Words => _numbers.AsSpan(0, _count);

    /// <summary>How near each text as a whole is to the query.</summary>
    public Span<double> Meaning => _numbers.AsSpan(_count, _count);

    /// <summary>How much of the query's words stand at each text's beginning.</summary>
    public Span<double> Lead => _numbers.AsSpan(2 * _count, _count);

    /// <summary>How near each text is to those ranked first.</summary>
    public Span<double> Feedback => _numbers.AsSpan(3 * _count, _count);

    /// <summary>How near each text as a whole is to those ranked first, in what sets it apart from the other candidates.</summary>
    public Span<double> Topic => _numbers.AsSpan(4 * _count, _count);

    /// <summary>What was kept for this call.</summary>
    public int Capacity => _soft.Capacity + _vectors.Length + _numbers.Length;

    /// <summary>How alike two pieces are, 0 to 1, given the cosine of their vectors.</summary>
    public static float Similarity(int a, int b, float cosine, PieceKinds[] kinds) =>
        a == b ? 1
        : ((kinds[a] | kinds[b]) & PieceKinds.Number) != PieceKinds.None ? 0
        : Math.Max(0, (cosine - Tau) / (1 - Tau));

    /// <summary>Computes all parts but <see cref="Feedback"/> and <see cref="Topic"/>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="texts">The candidates, counted.</param>
    /// <param name="model">The table.</param>
    /// <param name="meanLength">The length that a text's is compared with; null for the candidates' mean.</param>
    public void Score(EmbeddedQuery query, CandidateTexts texts, EmbeddedModel model, double? meanLength) => Score(query, texts, model, meanLength, B, LeastLength);

    /// <summary>The same with another b and least length, for the choice of both.</summary>
    public void Score(EmbeddedQuery query, CandidateTexts texts, EmbeddedModel model, double? meanLength, float b, float leastLength)
    {
        _count = texts.Count;
        Grow(ref _numbers, 5 * _count);
        Grow(ref _vectors, _count * model.Table.Dimension);
        if (_row.Length != model.Table.Dimension)
        {
            _row = new float[model.Table.Dimension];
        }

        ReadPieces(texts, model.Table);
        _soft.Read(query, texts, model);
        double mean = meanLength ?? MeanLength(texts);
        for (int i = 0; i < _count; i++)
        {
            float norm = K1 * (float)(1 - b + (b * Math.Max(texts.WordLength(i) / mean, leastLength)));
            ReadOnlySpan<ushort> tokens = texts.Tokens(i);
            Words[i] = _soft.Score(texts.Entries(i), query.Weights, norm);
            Lead[i] = _soft.Score(tokens[..Math.Min(tokens.Length, LeadLength)], texts, query.Weights, K1);
            ReadVector(texts, i, model.Table);
            Meaning[i] = Rows.Dot(Vector(i), query.Sum);
        }
    }

    /// <summary>Computes <see cref="Feedback"/>.</summary>
    /// <param name="best">The candidates ranked first.</param>
    /// <param name="texts">The candidates.</param>
    public void ScoreFeedback(ReadOnlySpan<int> best, CandidateTexts texts)
    {
        Grow(ref _centroid, texts.Pieces.Length);
        Array.Clear(_centroid, 0, texts.Pieces.Length);
        foreach (int index in best)
        {
            float length = TermLength(texts.Entries(index));
            foreach (CandidateTexts.Entry entry in texts.Entries(index))
            {
                _centroid[entry.Slot] += Term(entry) / (length * best.Length);
            }
        }

        for (int i = 0; i < _count; i++)
        {
            float product = 0;
            float squares = 0;
            foreach (CandidateTexts.Entry entry in texts.Entries(i))
            {
                float term = Term(entry);
                product += term * _centroid[entry.Slot];
                squares += term * term;
            }

            Feedback[i] = squares > 0 ? product / MathF.Sqrt(squares) : 0;
        }
    }

    /// <summary>Computes <see cref="Topic"/>.</summary>
    /// <param name="best">The candidates ranked first.</param>
    public void ScoreTopic(ReadOnlySpan<int> best)
    {
        Grow(ref _mean, _row.Length);
        Span<float> mean = _mean.AsSpan(0, _row.Length);
        mean.Clear();
        for (int i = 0; i < _count; i++)
        {
            Rows.Add(Vector(i), 1f / _count, mean);
        }

        // With v a text's vector and m the mean, (v - m) c = v c - m c, and the square of the length of v - m is v v - 2 v m + m m: no difference is ever written down.
        float square = Rows.Dot(mean, mean);
        _row.AsSpan().Clear();
        foreach (int index in best)
        {
            float share = Reciprocal(index, mean, square) / best.Length;
            Rows.Add(Vector(index), share, _row);
            Rows.Add(mean, -share, _row);
        }

        float offset = Rows.Dot(mean, _row);
        for (int i = 0; i < _count; i++)
        {
            Topic[i] = (Rows.Dot(Vector(i), _row) - offset) * Reciprocal(i, mean, square);
        }
    }

    /// <summary>1 over the length of a text's vector without the mean; 0 where nothing is left.</summary>
    private float Reciprocal(int index, ReadOnlySpan<float> mean, float square)
    {
        Span<float> vector = Vector(index);
        float left = Rows.Dot(vector, vector) - (2 * Rows.Dot(vector, mean)) + square;
        return left > 1e-6f ? 1 / MathF.Sqrt(left) : 0;
    }

    private void ReadPieces(CandidateTexts texts, EmbeddedTable table)
    {
        ReadOnlySpan<int> pieces = texts.Pieces;
        ReadOnlySpan<float> weights = table.Weights;
        ReadOnlySpan<float> scales = table.Scales;
        Grow(ref _factors, pieces.Length);
        Grow(ref _weights, pieces.Length);
        for (int slot = 0; slot < pieces.Length; slot++)
        {
            _weights[slot] = weights[pieces[slot]];
            _factors[slot] = scales[pieces[slot]] * _weights[slot];
        }
    }

    private Span<float> Vector(int index) => _vectors.AsSpan(index * _row.Length, _row.Length);

    /// <summary>The weighted sum of the vectors of a text's pieces, brought to length 1; all zeros where it has none.</summary>
    private void ReadVector(CandidateTexts texts, int index, EmbeddedTable table)
    {
        Span<float> vector = Vector(index);
        TextTokens? kept = texts.Kept(index);
        if (kept?.Vector is { } known)
        {
            known.CopyTo(vector);
            return;
        }

        AddRows(texts.Entries(index), texts.Pieces, table, vector);
        Rows.Normalize(vector);
        if (kept is not null)
        {
            kept.Vector = vector.ToArray();
        }
    }

    // A block of the sum stays in registers while all rows go by.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddRows(ReadOnlySpan<CandidateTexts.Entry> entries, ReadOnlySpan<int> pieces, EmbeddedTable table, Span<float> vector)
    {
        ref float target = ref MemoryMarshal.GetReference(vector);
        ref sbyte rows = ref MemoryMarshal.GetReference(table.Row(0));
        for (nuint i = 0; i < (nuint)vector.Length; i += Rows.Block)
        {
            Vector256<float> sum0 = Vector256<float>.Zero;
            Vector256<float> sum1 = sum0;
            Vector256<float> sum2 = sum0;
            Vector256<float> sum3 = sum0;
            foreach (CandidateTexts.Entry entry in entries)
            {
                ref sbyte row = ref Unsafe.Add(ref rows, pieces[entry.Slot] * vector.Length);
                var factor = Vector256.Create(_factors[entry.Slot] * entry.Frequency);
                sum0 = Vector256.MultiplyAddEstimate(Rows.Load(ref row, i), factor, sum0);
                sum1 = Vector256.MultiplyAddEstimate(Rows.Load(ref row, i + 8), factor, sum1);
                sum2 = Vector256.MultiplyAddEstimate(Rows.Load(ref row, i + 16), factor, sum2);
                sum3 = Vector256.MultiplyAddEstimate(Rows.Load(ref row, i + 24), factor, sum3);
            }

            sum0.StoreUnsafe(ref target, i);
            sum1.StoreUnsafe(ref target, i + 8);
            sum2.StoreUnsafe(ref target, i + 16);
            sum3.StoreUnsafe(ref target, i + 24);
        }
    }

    private float TermLength(ReadOnlySpan<CandidateTexts.Entry> entries)
    {
        float squares = 0;
        foreach (CandidateTexts.Entry entry in entries)
        {
            float term = Term(entry);
            squares += term * term;
        }

        return MathF.Sqrt(squares);
    }

    private float Term(CandidateTexts.Entry entry) => _weights[entry.Slot] * LogFrequency(entry.Frequency);

    private static float LogFrequency(int frequency) => frequency == 1 ? 0.693147181f : MathF.Log(1 + frequency);

    private static double MeanLength(CandidateTexts texts)
    {
        long total = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            total += texts.WordLength(i);
        }

        return total == 0 ? 1 : (double)total / texts.Count;
    }

    internal static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
