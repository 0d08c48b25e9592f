using System.Runtime.InteropServices;

namespace RerankKit.TestModels;

/// <summary>The inverse frequencies of rotary positions (Su et al. 2021): theta^(-2i/size), in single precision as models keep them.</summary>
internal sealed class RotaryFrequencies
{
    private readonly string _name;
    private readonly float[] _values;

    public RotaryFrequencies(string name, double theta, int size)
    {
        _name = name;
        _values = new float[size / 2];
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = (float)Math.Pow(theta, -2.0 * i / size);
        }
    }

    /// <summary>Adds them as [1, 1, size / 2].</summary>
    public string AddTo(GraphBuilder graph) =>
        graph.Constant(_name, OnnxType.Float, [1, 1, _values.Length], MemoryMarshal.AsBytes(_values.AsSpan()).ToArray());

    /// <summary>Rotates every head of every row by the row's position: element i of a head turns with element i + size / 2.</summary>
    public Rows Rotate(Rows x)
    {
        var result = new Rows(x.Count, x.Width);
        int half = _values.Length;
        for (int row = 0; row < x.Count; row++)
        {
            for (int start = 0; start < x.Width; start += 2 * half)
            {
                for (int i = 0; i < half; i++)
                {
                    (double sin, double cos) = Math.SinCos(row * (double)_values[i]);
                    double a = x[row][start + i];
                    double b = x[row][start + half + i];
                    result[row][start + i] = (a * cos) - (b * sin);
                    result[row][start + half + i] = (b * cos) + (a * sin);
                }
            }
        }

        return result;
    }
}
