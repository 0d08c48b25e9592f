using RerankKit.TestModels;

namespace RerankKit.Onnx.Tests;

/// <summary>Runs a generated model in ONNX Runtime with a padded batch, without anything of the engine but the binding.</summary>
internal sealed class TestModelRun : IDisposable
{
    private readonly TestModelOptions _options;
    private readonly OnnxSession _session;
    private readonly OnnxRun _run;

    public TestModelRun(TestModelFolder folder, string? path = null, FirstTokenGraph? graph = null, OnnxGraphOptimization optimization = OnnxGraphOptimization.All)
    {
        _options = folder.Reference.Options;

        // Without VNNI the runtime adds products of signed weights in 16 bits, which saturate, unless it is told to be precise.
        var session = new OnnxSessionOptions { GraphOptimization = optimization, ConfigEntries = { ["session.x64quantprecision"] = "1" } };
        _session = OnnxSession.Open(path ?? folder.File(_options.OnnxFolder ? "onnx" : "", _options.FileName), session, graph: graph);
        _run = _session.CreateRun();
    }

    /// <summary>The output's numbers for each sequence, as the reference has them.</summary>
    public double[][] Logits(int[][] sequences)
    {
        int tokens = sequences.Max(ids => ids.Length);
        bool left = _options.Architecture == TestArchitecture.Qwen3;
        for (int input = 0; input < _session.Inputs.Count; input++)
        {
            string name = _session.Inputs[input].Name;
            if (name.StartsWith("past", StringComparison.Ordinal))
            {
                _run.SetZeros(input, [sequences.Length, _options.KeyValueHeads, 0, _options.Hidden / _options.Heads]);
                continue;
            }

            for (int row = 0; row < sequences.Length; row++)
            {
                int start = left ? tokens - sequences[row].Length : 0;
                for (int column = 0; column < tokens; column++)
                {
                    int position = column - start;
                    bool real = position >= 0 && position < sequences[row].Length;
                    Set(input, [sequences.Length, tokens], (row * tokens) + column, real ? Value(name, sequences[row], position) : Padding(name));
                }
            }
        }

        _run.Execute();
        return [.. sequences.Select((ids, row) => Row(row, left ? tokens - ids.Length : 0, ids.Length))];
    }

    /// <summary>Token types as the tests use them: 0 for the first half, 1 for the second.</summary>
    public static int[] Types(int[] ids) => [.. ids.Select((_, position) => position * 2 < ids.Length ? 0 : 1)];

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    private static int Value(string name, int[] ids, int position) => name switch
    {
        "input_ids" => ids[position],
        "attention_mask" => 1,
        "token_type_ids" => Types(ids)[position],
        "position_ids" => position,
        _ => throw new NotSupportedException($"A test does not know the input {name}."),
    };

    private int Padding(string name) => name == "input_ids" ? SpecialTokens.Of(_options).Pad.Id : 0;

    // The buffers keep what is set again with the same shape, so that one element at a time can be written.
    private void Set(int input, ReadOnlySpan<long> shape, int index, int value)
    {
        if (_options.Int32Inputs)
        {
            _run.SetInt32(input, shape)[index] = value;
        }
        else
        {
            _run.SetInt64(input, shape)[index] = value;
        }
    }

    private double[] Row(int row, int start, int count)
    {
        GraphTensorView output = _run.Output(0);
        float[] all = new float[output.Length];
        output.CopyTo(all);
        int width = (int)output.Shape[^1];
        int size = all.Length / (int)output.Shape[0];
        ReadOnlySpan<float> numbers = all.AsSpan(row * size, size);
        if (output.Shape.Length == 3 && output.Shape[1] > 1)
        {
            numbers = _options.Head == TestHead.HiddenStates ? numbers.Slice(start * width, count * width) : numbers.Slice((start + count - 1) * width, width);
        }

        return Array.ConvertAll(numbers.ToArray(), number => (double)number);
    }
}
