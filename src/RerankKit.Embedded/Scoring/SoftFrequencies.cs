using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit.Embedded;

/// <summary>How alike each piece of the candidates is to each piece of the query, and BM25 over the frequencies that come of it. Used again from call to call. Not thread-safe.</summary>
internal sealed class SoftFrequencies
{
    private float[] _similarities = [];
    private int[] _products = [];
    private int _stride;

    /// <summary>What was kept for this call.</summary>
    public int Capacity => _similarities.Length;

    /// <summary>Compares the pieces of query and candidates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Read(EmbeddedQuery query, CandidateTexts texts, EmbeddedModel model)
    {
        ReadOnlySpan<int> pieces = texts.Pieces;
        _stride = query.Stride;
        EmbeddedParts.Grow(ref _similarities, pieces.Length * _stride);
        EmbeddedParts.Grow(ref _products, _stride);
        Span<int> products = _products.AsSpan(0, _stride);
        products.Clear();
        int groups = (query.Count + Rows.Group - 1) / Rows.Group;
        for (int slot = 0; slot < pieces.Length; slot++)
        {
            int piece = pieces[slot];
            Span<float> similarities = _similarities.AsSpan(slot * _stride, _stride);
            if ((model.Kinds[piece] & PieceKinds.Number) != PieceKinds.None)
            {
                similarities.Clear();
                continue;
            }

            Rows.Dots(model.Table.Row(piece), query.Vectors, products[..(groups * Rows.Group)]);
            Rescale(products, query.Scales, model.Table.Scales[piece], similarities);
        }

        for (int place = 0; place < query.Count; place++)
        {
            if (texts.Slot(query.Ids[place]) is >= 0 and var same)
            {
                _similarities[(same * _stride) + place] = 1;
            }
        }
    }

    /// <summary>BM25 of a text's counted pieces.</summary>
    /// <param name="entries">The pieces.</param>
    /// <param name="weights">What the query's pieces say.</param>
    /// <param name="norm">What the frequencies are weighed against.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Score(ReadOnlySpan<CandidateTexts.Entry> entries, ReadOnlySpan<float> weights, float norm)
    {
        ref float similarities = ref MemoryMarshal.GetArrayDataReference(_similarities);
        Vector256<float> score = Vector256<float>.Zero;
        for (nuint place = 0; place < (nuint)weights.Length; place += 16)
        {
            Vector256<float> low = Vector256<float>.Zero;
            Vector256<float> high = low;
            foreach (CandidateTexts.Entry entry in entries)
            {
                nuint at = ((nuint)(uint)entry.Slot * (nuint)(uint)_stride) + place;
                var frequency = Vector256.Create((float)entry.Frequency);
                low = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref similarities, at), frequency, low);
                high = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref similarities, at + 8), frequency, high);
            }

            score += Saturated(low, high, weights, place, norm);
        }

        return Vector256.Sum(score);
    }

    /// <summary>BM25 of pieces one by one.</summary>
    /// <param name="tokens">The pieces.</param>
    /// <param name="texts">Where their slots are.</param>
    /// <param name="weights">What the query's pieces say.</param>
    /// <param name="norm">What the frequencies are weighed against.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Score(ReadOnlySpan<ushort> tokens, CandidateTexts texts, ReadOnlySpan<float> weights, float norm)
    {
        ref float similarities = ref MemoryMarshal.GetArrayDataReference(_similarities);
        Vector256<float> score = Vector256<float>.Zero;
        for (nuint place = 0; place < (nuint)weights.Length; place += 16)
        {
            Vector256<float> low = Vector256<float>.Zero;
            Vector256<float> high = low;
            foreach (ushort piece in tokens)
            {
                // Punctuation has no slot.
                if (texts.Slot(piece) is >= 0 and var slot)
                {
                    nuint at = ((nuint)(uint)slot * (nuint)(uint)_stride) + place;
                    low += Vector256.LoadUnsafe(ref similarities, at);
                    high += Vector256.LoadUnsafe(ref similarities, at + 8);
                }
            }

            score += Saturated(low, high, weights, place, norm);
        }

        return Vector256.Sum(score);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Saturated(Vector256<float> low, Vector256<float> high, ReadOnlySpan<float> weights, nuint place, float norm)
    {
        ref float weight = ref MemoryMarshal.GetReference(weights);
        var norms = Vector256.Create(norm);
        return (Vector256.LoadUnsafe(ref weight, place) * low / (low + norms)) + (Vector256.LoadUnsafe(ref weight, place + 8) * high / (high + norms));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rescale(ReadOnlySpan<int> products, ReadOnlySpan<float> scales, float scale, Span<float> similarities)
    {
        ref int product = ref MemoryMarshal.GetReference(products);
        ref float of = ref MemoryMarshal.GetReference(scales);
        ref float target = ref MemoryMarshal.GetReference(similarities);
        var factor = Vector256.Create(scale / (1 - EmbeddedParts.Tau));
        var least = Vector256.Create(EmbeddedParts.Tau / (1 - EmbeddedParts.Tau));
        for (nuint i = 0; i < (nuint)products.Length; i += 8)
        {
            Vector256<float> cosine = Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref product, i)) * Vector256.LoadUnsafe(ref of, i) * factor;
            Vector256.Max(cosine - least, Vector256<float>.Zero).StoreUnsafe(ref target, i);
        }
    }
}
