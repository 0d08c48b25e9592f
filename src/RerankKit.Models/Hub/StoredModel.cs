namespace RerankKit.Models;

/// <summary>A model that is on this machine, ready to be loaded.</summary>
public sealed record StoredModel
{
    /// <summary>Its id on the hub; null for a folder.</summary>
    public string? Id { get; init; }

    /// <summary>Its commit, 40 hexadecimal digits; null for a folder.</summary>
    public string? Revision { get; init; }

    /// <summary>The full path of the folder with its files.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The graph's path inside <see cref="Directory"/>, with forward slashes: <c>onnx/model.onnx</c>. Of a model without an ONNX file that of its weights, which the managed engine reads:
    /// <c>model.safetensors</c>.
    /// </summary>
    public required string OnnxFile { get; init; }

    /// <summary>The graph's full path.</summary>
    public string OnnxPath => Path.Combine(Directory, OnnxFile.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>The graph's precision, by its name.</summary>
    public required ModelPrecision Precision { get; init; }

    /// <summary>Why this graph was chosen.</summary>
    public required string Reason { get; init; }

    /// <summary>The licence of the weights as the hub or the catalogue names it; null where it is not known.</summary>
    public string? Licence { get; init; }

    /// <summary>What the catalogue knows about the model; null where it does not know it.</summary>
    public ModelDescriptor? Known { get; init; }

    /// <summary>The files that belong to the model as it will be loaded.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }
}
