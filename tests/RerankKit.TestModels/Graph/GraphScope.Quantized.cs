namespace RerankKit.TestModels;

internal readonly partial record struct GraphScope
{
    /// <summary>What onnxruntime's dynamic quantiser makes of a MatMul with a constant matrix.</summary>
    private string QuantizedMatMul(string x, SeededTensor weight)
    {
        QuantizedTensor quantized = QuantizedTensor.Create(weight, Graph.Quantization, matrix: true);
        if (Graph.Quantization == TestQuantization.SignedWeightsOnly)
        {
            (string kept, string factor, string offset) = quantized.AddTo(Graph);
            return MatMul(x, Op("DequantizeLinear", kept, factor, offset));
        }

        (string value, string scale, string zero) = Graph.DynamicallyQuantized(x);
        (string weightValue, string weightScale, string weightZero) = quantized.AddTo(Graph);
        string integers = Op("MatMulInteger", value, weightValue, zero, weightZero);
        return Mul(Cast(integers, OnnxType.Float), Mul(scale, weightScale));
    }

    /// <summary>A quantised table is gathered first and made float afterwards; tables are quantised as a whole.</summary>
    private string QuantizedGather(string ids, SeededTensor table)
    {
        (string value, string scale, string zero) = QuantizedTensor.Create(table, Graph.Quantization, matrix: false).AddTo(Graph);
        return Op("DequantizeLinear", Gather(value, ids, 0), scale, zero);
    }
}
