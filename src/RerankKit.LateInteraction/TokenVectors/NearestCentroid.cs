using System.Numerics;

namespace RerankKit.LateInteraction;

/// <summary>Finds for vectors the centroid of the greatest dot product; of equal ones the first. Thread-safe.</summary>
internal sealed class NearestCentroid
{
    private const int Vectors = 2;
    private readonly int _dimension;
    private readonly int _count;

    // [groups, dimension, lanes]: lanes are centroids, and those behind the last one repeat it.
    private readonly float[] _lanes;

    /// <summary>Makes centroids ready.</summary>
    /// <param name="centroids"><c>[count, dimension]</c>, at least one.</param>
    /// <param name="dimension">Numbers per centroid.</param>
    public NearestCentroid(ReadOnlySpan<float> centroids, int dimension)
    {
        _dimension = dimension;
        _count = centroids.Length / dimension;
        int groups = (_count + GroupSize - 1) / GroupSize;
        _lanes = new float[checked(groups * GroupSize * dimension)];
        for (int i = 0; i < groups * GroupSize; i++)
        {
            ReadOnlySpan<float> centroid = centroids.Slice(Math.Min(i, _count - 1) * dimension, dimension);
            Span<float> group = _lanes.AsSpan(i / GroupSize * GroupSize * dimension);
            for (int k = 0; k < dimension; k++)
            {
                group[(k * GroupSize) + (i % GroupSize)] = centroid[k];
            }
        }
    }

    private static int GroupSize => Vectors * Vector<float>.Count;

    /// <summary>Finds the centroids of vectors.</summary>
    /// <param name="vectors"><c>[codes, dimension]</c>.</param>
    /// <param name="codes">Receives one centroid per vector.</param>
    public void Find(ReadOnlySpan<float> vectors, Span<int> codes)
    {
        const int Tile = 4;
        int i = 0;
        for (; i <= codes.Length - Tile; i += Tile)
        {
            Find4(vectors.Slice(i * _dimension, Tile * _dimension), codes.Slice(i, Tile));
        }

        if (i < codes.Length)
        {
            // The last tile repeats the last vector.
            int rest = codes.Length - i;
            float[] tile = new float[Tile * _dimension];
            Span<int> found = stackalloc int[Tile];
            for (int row = 0; row < Tile; row++)
            {
                vectors.Slice((i + Math.Min(row, rest - 1)) * _dimension, _dimension).CopyTo(tile.AsSpan(row * _dimension));
            }

            Find4(tile, found);
            found[..rest].CopyTo(codes[i..]);
        }
    }

    private void Find4(ReadOnlySpan<float> rows, Span<int> codes)
    {
        var best = new Best4();
        ReadOnlySpan<float> row0 = rows[.._dimension];
        ReadOnlySpan<float> row1 = rows.Slice(_dimension, _dimension);
        ReadOnlySpan<float> row2 = rows.Slice(2 * _dimension, _dimension);
        ReadOnlySpan<float> row3 = rows.Slice(3 * _dimension, _dimension);
        for (int first = 0; first < _count; first += GroupSize)
        {
            ReadOnlySpan<float> lanes = _lanes.AsSpan(first * _dimension, GroupSize * _dimension);
            var sum0A = Vector<float>.Zero;
            var sum0B = sum0A;
            var sum1A = sum0A;
            var sum1B = sum0A;
            var sum2A = sum0A;
            var sum2B = sum0A;
            var sum3A = sum0A;
            var sum3B = sum0A;
            for (int k = 0; k < row0.Length; k++)
            {
                var laneA = new Vector<float>(lanes[(k * GroupSize)..]);
                var laneB = new Vector<float>(lanes[((k * GroupSize) + Vector<float>.Count)..]);
                sum0A = Vector.MultiplyAddEstimate(laneA, new(row0[k]), sum0A);
                sum0B = Vector.MultiplyAddEstimate(laneB, new(row0[k]), sum0B);
                sum1A = Vector.MultiplyAddEstimate(laneA, new(row1[k]), sum1A);
                sum1B = Vector.MultiplyAddEstimate(laneB, new(row1[k]), sum1B);
                sum2A = Vector.MultiplyAddEstimate(laneA, new(row2[k]), sum2A);
                sum2B = Vector.MultiplyAddEstimate(laneB, new(row2[k]), sum2B);
                sum3A = Vector.MultiplyAddEstimate(laneA, new(row3[k]), sum3A);
                sum3B = Vector.MultiplyAddEstimate(laneB, new(row3[k]), sum3B);
            }

            best.Raise(0, sum0A, sum0B, first);
            best.Raise(1, sum1A, sum1B, first);
            best.Raise(2, sum2A, sum2B, first);
            best.Raise(3, sum3A, sum3B, first);
        }

        for (int row = 0; row < codes.Length; row++)
        {
            codes[row] = Math.Min(best.Code(row), _count - 1);
        }
    }

    /// <summary>Per row and lane the greatest dot product so far, and the group it was in.</summary>
    private ref struct Best4
    {
        private Rows<Vector<float>> _values;
        private Rows<Vector<int>> _groups;

        public Best4()
        {
            for (int row = 0; row < 4; row++)
            {
                _values[row] = new(float.NegativeInfinity);
            }
        }

        /// <summary>Groups come in ascending order, and a greater value alone replaces: the first of equal ones stays.</summary>
        public void Raise(int row, Vector<float> a, Vector<float> b, int first)
        {
            // Lane by lane the better of the two vectors; the second one's centroids count from first + lanes.
            Vector<int> second = Vector.GreaterThan(b, a);
            Vector<float> values = Vector.ConditionalSelect(second, b, a);
            Vector<int> groups = Vector.ConditionalSelect(second, new Vector<int>(first + Vector<float>.Count), new Vector<int>(first));
            Vector<int> better = Vector.GreaterThan(values, _values[row]);
            _values[row] = Vector.ConditionalSelect(better, values, _values[row]);
            _groups[row] = Vector.ConditionalSelect(better, groups, _groups[row]);
        }

        public readonly int Code(int row)
        {
            int best = 0;
            for (int lane = 1; lane < Vector<float>.Count; lane++)
            {
                float value = _values[row][lane];
                float greatest = _values[row][best];
                if (value > greatest || (value == greatest && _groups[row][lane] + lane < _groups[row][best] + best))
                {
                    best = lane;
                }
            }

            return _groups[row][best] + best;
        }

        [System.Runtime.CompilerServices.InlineArray(4)]
        private struct Rows<T>
        {
            private T _first;
        }
    }
}
