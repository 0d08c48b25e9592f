namespace RerankKit.Models;

/// <summary>Decides by the width of a graph's output whether the dense layers are in the graph, and loads them where they are not.</summary>
internal static class DenseLayers
{
    // How exporters name hidden states; it decides only where both widths are the same.
    private static readonly string[] HiddenStates = ["last_hidden_state", "token_embeddings"];

    /// <summary>The layers that are left to do.</summary>
    /// <param name="profile">The layers that the model has.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="width">Numbers per token that the graph puts out.</param>
    /// <exception cref="InvalidDataException">The width is neither that of the hidden states nor that of the vectors, or weights are missing.</exception>
    public static IReadOnlyList<DenseLayer> LeftToDo(MultiVectorProfile profile, string output, int width)
    {
        IReadOnlyList<DenseProfile> layers = profile.Dense;
        bool isProjected = profile.Dimension is null || profile.Dimension == width;
        if (layers.Count == 0)
        {
            return isProjected ? [] : throw new InvalidDataException(Invariant(
                $"The graph's output '{output}' has {width} numbers per token, but the model's files say {profile.Dimension} and name no dense layer. Give the graph with its projection, or the model's modules.json with its Dense modules."));
        }

        if (isProjected && (layers[0].Inputs != width || !HiddenStates.Contains(output, StringComparer.Ordinal)))
        {
            return [];
        }

        return Load(layers, output, width, profile.Dimension);
    }

    /// <summary>Loads layers that follow one another.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="output">The output's name.</param>
    /// <param name="width">Numbers that the first layer gets.</param>
    /// <param name="dimension">Numbers that the last one gives, for the message.</param>
    /// <exception cref="InvalidDataException">They do not fit together, or weights are missing.</exception>
    public static IReadOnlyList<DenseLayer> Load(IReadOnlyList<DenseProfile> layers, string output, int width, int? dimension)
    {
        List<DenseLayer> loaded = [];
        foreach (DenseProfile layer in layers)
        {
            int inputs = loaded.Count == 0 ? width : loaded[^1].Outputs;
            if (layer.Inputs is int expected && expected != inputs)
            {
                throw new InvalidDataException(Invariant(
                    $"The graph's output '{output}' has {width} numbers per token; needed are {dimension}, the model's vectors, or {layers[0].Inputs}, its hidden states, and layers that fit together. The dense layer '{layer.WeightsPath}' takes {expected} and would get {inputs}."));
            }

            loaded.Add(Load(layer, inputs, output));
        }

        return loaded;
    }

    private static DenseLayer Load(DenseProfile layer, int inputs, string output)
    {
        if (!File.Exists(layer.WeightsPath))
        {
            throw new InvalidDataException(Invariant(
                $"The graph's output '{output}' is not projected: it has {inputs} numbers per token, the model's vectors have {layer.Outputs}. The projection's weights are missing: '{layer.WeightsPath}'. Bring that file (a pytorch_model.bin converted to safetensors will do), or a graph that holds the projection."));
        }

        using var weights = SafetensorsFile.Open(layer.WeightsPath);
        return new(inputs, layer.Outputs, weights.Read("linear.weight", layer.Outputs, inputs))
        {
            Bias = layer.HasBias ? weights.Read("linear.bias", layer.Outputs) : null,
            Activation = layer.Activation,
            HasResidual = layer.HasResidual,
            Residual = layer.HasResidual && inputs != layer.Outputs ? weights.Read("residual.weight", layer.Outputs, inputs) : null,
        };
    }
}
