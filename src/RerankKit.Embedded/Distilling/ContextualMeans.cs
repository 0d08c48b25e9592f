using System.Numerics.Tensors;

namespace RerankKit.Embedded;

/// <summary>How a corpus uses each piece: the sum of its vectors, each brought to length 1, how often it stands there, and in how many passages. Thread-safe.</summary>
/// <remarks>Sums are whole numbers of 2^-32: adding them up in another order gives the same sum, so passages may come from many threads in any order.</remarks>
internal sealed partial class ContextualMeans(int pieces, int width)
{
    private const double Scale = 1L << 32;
    private readonly Lock _gate = new();
    private readonly long[]?[] _sums = new long[pieces][];
    private readonly int[] _lastPassage = new int[pieces];

    /// <summary>How many pieces the vocabulary has.</summary>
    public int Pieces => pieces;

    /// <summary>The numbers of a vector.</summary>
    public int Width => width;

    /// <summary>How often each piece stands in the corpus.</summary>
    public int[] Counts { get; private init; } = new int[pieces];

    /// <summary>In how many passages each piece stands.</summary>
    public int[] DocumentFrequencies { get; private init; } = new int[pieces];

    /// <summary>How many passages there are.</summary>
    public int Passages { get; private set; }

    /// <summary>How many of them were longer than the model reads, as whoever adds them counts.</summary>
    public int Truncated { get; set; }

    /// <summary>How many pieces there are in all of them.</summary>
    public long Tokens => Counts.Sum(count => (long)count);

    /// <summary>Adds a passage.</summary>
    /// <param name="ids">Its pieces; those below 0 do not count.</param>
    /// <param name="vectors">Their vectors, <c>[pieces, width]</c>.</param>
    /// <exception cref="InvalidDataException">A vector is not a number.</exception>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<float> vectors)
    {
        lock (_gate)
        {
            Passages++;
            for (int i = 0; i < ids.Length; i++)
            {
                if (ids[i] >= 0)
                {
                    Add(ids[i], vectors.Slice(i * width, width));
                }
            }
        }
    }

    /// <summary>The mean of a piece's vectors; of all vectors where <paramref name="piece"/> is null.</summary>
    public double[] Mean(int? piece)
    {
        double[] mean = new double[width];
        long count = piece is int one ? Counts[one] : Tokens;
        for (int id = piece ?? 0; id <= (piece ?? (pieces - 1)); id++)
        {
            for (int i = 0; _sums[id] is { } sums && i < width; i++)
            {
                mean[i] += sums[i] / Scale;
            }
        }

        return [.. mean.Select(value => value / Math.Max(1, count))];
    }

    private void Add(int piece, ReadOnlySpan<float> vector)
    {
        double length = TensorPrimitives.Norm(vector);
        if (!double.IsFinite(length))
        {
            throw new InvalidDataException("The graph puts out what is not a number, as graphs in fp16 do when they overflow. Take other weights of the model, such as fp32.");
        }

        long[] sums = _sums[piece] ??= new long[width];
        double factor = length > 0 ? Scale / length : 0;
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += (long)Math.Round(vector[i] * factor);
        }

        Counts[piece]++;
        if (_lastPassage[piece] != Passages)
        {
            _lastPassage[piece] = Passages;
            DocumentFrequencies[piece]++;
        }
    }
}
