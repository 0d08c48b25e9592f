namespace RerankKit.TestModels;

internal readonly partial record struct GraphScope
{
    /// <summary>x times a weight [inputs, outputs], quantised where the graph is, plus a bias.</summary>
    public string Linear(string x, SeededTensor weight, SeededTensor? bias = null)
    {
        string product = Graph.Quantization == TestQuantization.None ? MatMul(x, Graph.Weight(weight)) : QuantizedMatMul(x, weight);
        return bias is null ? product : Add(Graph.Weight(bias), product);
    }

    /// <summary>The last small layers, which torch exports as Gemm; the quantiser turns Gemm into MatMul and Add first.</summary>
    public string Gemm(string x, SeededTensor weight, SeededTensor bias) =>
        Graph.Quantization == TestQuantization.None ? Op("Gemm", x, Graph.Weight(weight), Graph.Weight(bias)) : Linear(x, weight, bias);

    /// <summary>Rows of an embedding table.</summary>
    public string Embedding(string ids, SeededTensor table) =>
        Graph.Quantization == TestQuantization.None ? Gather(Graph.Weight(table), ids, 0) : QuantizedGather(ids, table);

    /// <summary>Layer normalisation as torch exports it below opset 17: nine nodes that the runtime fuses.</summary>
    public string LayerNorm(string x, SeededTensor scale, SeededTensor? bias, float epsilon)
    {
        string centred = Sub(x, ReduceMean(x));
        string variance = ReduceMean(Op("Pow", centred, Graph.Float(2)));
        string normal = Div(centred, Op("Sqrt", Add(variance, Graph.Float(epsilon))));
        string scaled = Mul(normal, Graph.Weight(scale));
        return bias is null ? scaled : Add(scaled, Graph.Weight(bias));
    }

    /// <summary>The exact GELU, x/2 (1 + erf(x / sqrt 2)).</summary>
    public string Gelu(string x)
    {
        string erf = Op("Erf", Div(x, Graph.Float(1.41421354f)));
        return Mul(Mul(x, Add(erf, Graph.Float(1))), Graph.Float(0.5f));
    }

    /// <summary>[batch, tokens, heads * size] to [batch, heads, tokens, size].</summary>
    public string SplitHeads(string x, int heads, int size) => Transpose(View(x, heads, size), 0, 2, 1, 3);

    /// <summary>[batch, heads, tokens, size] to [batch, tokens, heads * size].</summary>
    public string MergeHeads(string x, int width) => View(Transpose(x, 0, 2, 1, 3), width);

    /// <summary>An attention mask [batch, tokens] of ones and zeros as an addend [batch, 1, 1, tokens]: 0 or the lowest float.</summary>
    public string AdditiveMask(string mask) =>
        Mul(Sub(Graph.Float(1), Cast(Unsqueeze(Unsqueeze(mask, 1), 2), OnnxType.Float)), Graph.Float(float.MinValue));
}
