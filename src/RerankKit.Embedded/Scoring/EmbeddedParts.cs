namespace RerankKit.Embedded;

/// <summary>The parts of a call's scores, before they are standardised. Used again from call to call. Not thread-safe.</summary>
/// <remarks>
/// Similarity of two pieces: 1 when they are the same, else (cosine - tau) / (1 - tau) where that is above 0, with tau = 0.4, and 0 for numbers, which are near one
/// another in the table and mean different things. Words: the sum over the query's pieces of weight * f / (f + k1 * (1 - b + b * length / mean length)), f the sum of
/// the similarities of the text's pieces: BM25 with soft frequencies, k1 = 0.9, b = 0.85. Meaning: the cosine of the weighted sums of the vectors. Lead: the same as
/// words over the first pieces alone. Feedback: the cosine between a text's weighted log frequencies and the mean of those of the candidates that the other parts rank first.
/// Topic: the same of the texts' vectors, after the mean of all candidates was taken off.
/// </remarks>
internal sealed class EmbeddedParts
{
    public const float Tau = 0.4f;
    public const float K1 = 0.9f;
    public const float B = 0.85f;
    public const int LeadLength = 24;
    public const int FeedbackTexts = 5;
    private float[] _similarities = [];
    private float[] _vectors = [];
    private float[] _mean = [];
    private float[] _centroid = [];
    private float[] _row = [];
    private float[] _frequencies = [];
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
    public int Capacity => _similarities.Length + _vectors.Length + _numbers.Length;

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
    public void Score(EmbeddedQuery query, CandidateTexts texts, EmbeddedModel model, double? meanLength)
    {
        _count = texts.Count;
        Grow(ref _numbers, 5 * _count);
        Grow(ref _vectors, _count * model.Table.Dimension);
        Grow(ref _frequencies, query.Count);
        if (_row.Length != model.Table.Dimension)
        {
            _row = new float[model.Table.Dimension];
        }

        ReadSimilarities(query, texts, model);
        double mean = meanLength ?? MeanLength(texts);
        for (int i = 0; i < _count; i++)
        {
            float norm = K1 * (float)(1 - B + (B * texts.WordLength(i) / mean));
            Words[i] = OfWords(query, texts.Entries(i), norm);
            Lead[i] = OfLead(query, texts, i, model.Table.Weights);
            ReadVector(texts, i, model.Table);
            Meaning[i] = Rows.Dot(Vector(i), query.Sum);
        }
    }

    /// <summary>Computes <see cref="Feedback"/>.</summary>
    /// <param name="best">The candidates ranked first.</param>
    /// <param name="texts">The candidates.</param>
    /// <param name="weights">What each piece says.</param>
    public void ScoreFeedback(ReadOnlySpan<int> best, CandidateTexts texts, float[] weights)
    {
        Grow(ref _centroid, texts.Pieces.Count);
        Array.Clear(_centroid, 0, texts.Pieces.Count);
        foreach (int index in best)
        {
            float length = TermLength(texts, index, weights);
            foreach (CandidateTexts.Entry entry in texts.Entries(index))
            {
                _centroid[entry.Slot] += Term(entry, texts, weights) / (length * best.Length);
            }
        }

        for (int i = 0; i < _count; i++)
        {
            float product = 0;
            float squares = 0;
            foreach (CandidateTexts.Entry entry in texts.Entries(i))
            {
                float term = Term(entry, texts, weights);
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

    private void ReadSimilarities(EmbeddedQuery query, CandidateTexts texts, EmbeddedModel model)
    {
        int slots = texts.Pieces.Count;
        Grow(ref _similarities, slots * query.Count);
        for (int slot = 0; slot < slots; slot++)
        {
            int piece = texts.Pieces[slot];
            Rows.Widen(model.Table.Row(piece), model.Table.Scales[piece], _row);
            Span<float> similarities = _similarities.AsSpan(slot * query.Count, query.Count);
            for (int place = 0; place < similarities.Length; place++)
            {
                similarities[place] = Similarity(query.Ids[place], piece, Rows.Dot(_row, query.Vector(place)), model.Kinds);
            }
        }
    }

    private double OfWords(EmbeddedQuery query, ReadOnlySpan<CandidateTexts.Entry> entries, float norm)
    {
        Span<float> frequencies = _frequencies.AsSpan(0, query.Count);
        frequencies.Clear();
        foreach (CandidateTexts.Entry entry in entries)
        {
            AddSimilarities(entry.Slot, entry.Frequency, frequencies);
        }

        return Saturated(query, frequencies, norm);
    }

    private double OfLead(EmbeddedQuery query, CandidateTexts texts, int index, float[] weights)
    {
        Span<float> frequencies = _frequencies.AsSpan(0, query.Count);
        frequencies.Clear();
        ReadOnlySpan<ushort> tokens = texts.Tokens(index);
        foreach (ushort piece in tokens[..Math.Min(tokens.Length, LeadLength)])
        {
            if (weights[piece] > 0)
            {
                AddSimilarities(texts.Slot(piece), 1, frequencies);
            }
        }

        return Saturated(query, frequencies, K1);
    }

    private void AddSimilarities(int slot, float factor, Span<float> frequencies)
    {
        ReadOnlySpan<float> similarities = _similarities.AsSpan(slot * frequencies.Length, frequencies.Length);
        for (int place = 0; place < frequencies.Length; place++)
        {
            frequencies[place] += factor * similarities[place];
        }
    }

    private static double Saturated(EmbeddedQuery query, ReadOnlySpan<float> frequencies, float norm)
    {
        double score = 0;
        for (int place = 0; place < frequencies.Length; place++)
        {
            score += query.Weights[place] * frequencies[place] / (frequencies[place] + norm);
        }

        return score;
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

        vector.Clear();
        foreach (CandidateTexts.Entry entry in texts.Entries(index))
        {
            int piece = texts.Pieces[entry.Slot];
            Rows.Add(table.Row(piece), table.Scales[piece] * table.Weights[piece] * entry.Frequency, vector);
        }

        Rows.Normalize(vector);
        if (kept is not null)
        {
            kept.Vector = vector.ToArray();
        }
    }

    private static float TermLength(CandidateTexts texts, int index, float[] weights)
    {
        float squares = 0;
        foreach (CandidateTexts.Entry entry in texts.Entries(index))
        {
            float term = Term(entry, texts, weights);
            squares += term * term;
        }

        return MathF.Sqrt(squares);
    }

    private static float Term(CandidateTexts.Entry entry, CandidateTexts texts, float[] weights) =>
        weights[texts.Pieces[entry.Slot]] * LogFrequency(entry.Frequency);

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

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
