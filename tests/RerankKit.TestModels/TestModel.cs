namespace RerankKit.TestModels;

/// <summary>Generates models as Hugging Face publishes them: graph, configuration, tokenizer. The same options give the same bytes on every machine.</summary>
/// <example><code>
/// IReferenceModel reference = TestModel.Write(folder, new TestModelOptions { Architecture = TestArchitecture.Bert, Labels = 1 });
/// double logit = reference.Logits(ids, typeIds)[0];
/// </code></example>
public static class TestModel
{
    /// <summary>The operator set of the graphs.</summary>
    private const int Opset = 17;

    /// <summary>Writes a model into a folder, which is created, and returns its reference implementation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is impossible; the message says what is allowed.</exception>
    /// <exception cref="NotSupportedException">The family has no such head.</exception>
    public static IReferenceModel Write(string directory, TestModelOptions options)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var graph = new GraphBuilder("main_graph", options.Quantization);
        IReferenceModel reference = Build(graph, options);

        string graphFolder = options.OnnxFolder ? Path.Combine(directory, "onnx") : directory;
        Directory.CreateDirectory(graphFolder);
        OnnxFile.Write(Path.Combine(graphFolder, options.FileName), graph, Opset, options.ExternalData);
        ModelConfig.Write(directory, options);
        TokenizerFolder.Write(directory, options);
        LateInteractionFiles.Write(directory, options);
        return reference;
    }

    /// <summary>The reference implementation alone, with the weights that <see cref="Write"/> gives the graph.</summary>
    public static IReferenceModel Reference(TestModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return Build(new GraphBuilder("main_graph", options.IsWidened ? TestQuantization.None : options.Quantization), options);
    }

    /// <summary>The reference implementation with the numbers that the quantised graph keeps of the weights: BERT, RoBERTa, XLM-RoBERTa and ModernBERT.</summary>
    public static IReferenceModel WidenedReference(TestModelOptions options) => Reference(options with { IsWidened = true });

    private static IReferenceModel Build(GraphBuilder graph, TestModelOptions options)
    {
        switch (options.Architecture)
        {
            case TestArchitecture.Bert:
                var bert = new BertWeights(options);
                BertGraph.Build(graph, options, bert);
                return new BertReference(options, bert);
            case TestArchitecture.Roberta or TestArchitecture.XlmRoberta:
                var roberta = new RobertaWeights(options);
                RobertaGraph.Build(graph, options, roberta);
                return new RobertaReference(options, roberta);
            case TestArchitecture.DebertaV2:
                var deberta = new DebertaV2Weights(options);
                DebertaV2Graph.Build(graph, options, deberta);
                return new DebertaV2Reference(options, deberta);
            case TestArchitecture.ModernBert:
                var modern = new ModernBertWeights(options);
                ModernBertGraph.Build(graph, options, modern);
                return new ModernBertReference(options, modern);
            case TestArchitecture.Qwen3:
                var qwen3 = new Qwen3Weights(options);
                Qwen3Graph.Build(graph, options, qwen3);
                return new Qwen3Reference(options, qwen3);
            default:
                throw new NotSupportedException($"{options.Architecture} is not a family that can be generated.");
        }
    }
}
