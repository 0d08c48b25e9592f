namespace RerankKit.Onnx;

/// <content>Outputs.</content>
internal sealed unsafe partial class OnnxRun
{
    private readonly int[] _outputPositions;
    private readonly long[][] _outputShapes;
    private readonly int _outputCount;

    /// <summary>What the last execution gave. Valid until the next one, or until the run is disposed.</summary>
    /// <param name="output">The index in <see cref="OnnxSession.Outputs"/>, one of those that the run was created for.</param>
    /// <exception cref="InvalidOperationException">Nothing was executed, the execution failed, or the output is no tensor.</exception>
    public OnnxTensorView Output(int output)
    {
        ThrowIfNotIdle();
        int position = (uint)output < (uint)_outputPositions.Length ? _outputPositions[output] : -1;
        if (position < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(output), output, $"Output {output} is not among those that this run fetches.");
        }

        using OrtSafeHandle.Loan values = _values.Borrow();
        nint value = _values.Outputs[position];
        OnnxTensorInfo declared = _session.Outputs[output];
        if (value == 0)
        {
            throw new InvalidOperationException($"Output {declared.Name} is not there: nothing was executed, or the execution failed.");
        }

        if (declared.ElementType is OnnxElementType.Undefined or OnnxElementType.String)
        {
            throw new InvalidOperationException($"Output {declared.Name} is no tensor of numbers.");
        }

        return View(declared.Name, value, ref _outputShapes[position]);
    }

    private OnnxTensorView View(string name, nint value, ref long[] shape)
    {
        nint info;
        _api.Check(_api.GetTensorTypeAndShape(value, &info), _session.ModelPath);
        try
        {
            int type;
            nuint rank;
            void* data;
            _api.Check(_api.GetElementType(info, &type), _session.ModelPath);
            _api.Check(_api.GetRank(info, &rank), _session.ModelPath);
            if (shape.Length != (int)rank)
            {
                shape = new long[(int)rank];
            }

            fixed (long* dimensions = shape)
            {
                _api.Check(_api.GetDimensions(info, dimensions, shape.Length), _session.ModelPath);
            }

            _api.Check(_api.GetTensorData(value, &data), _session.ModelPath);
            return new OnnxTensorView(name, (OnnxElementType)type, shape, data);
        }
        finally
        {
            _api.Release(OrtSlot.ReleaseTensorTypeAndShapeInfo, info);
        }
    }

    private static int[] Positions(ReadOnlySpan<int> outputs, int count)
    {
        int[] positions = new int[count];
        Array.Fill(positions, -1);
        for (int i = 0; i < outputs.Length; i++)
        {
            if ((uint)outputs[i] >= (uint)count || positions[outputs[i]] >= 0)
            {
                throw new ArgumentException($"Output {outputs[i]} is asked for; allowed are 0 to {count - 1}, each once.", nameof(outputs));
            }

            positions[outputs[i]] = i;
        }

        return positions;
    }
}
