using System.Diagnostics.CodeAnalysis;

namespace RerankKit.Models;

/// <summary>Which of a model's ONNX files is wanted.</summary>
[SuppressMessage("Naming", "CA1720", Justification = "What the files and the field call them.")]
public enum ModelPrecision
{
    /// <summary>Float32 on a CPU, which is exact; Float16 on a GPU. Where the model lacks that file, the next best, and the choice says so.</summary>
    Auto,

    /// <summary>32-bit floating point: the scores of the original model.</summary>
    Float32,

    /// <summary>16-bit floating point, made for GPUs.</summary>
    Float16,

    /// <summary>8-bit weights. Of several files the one that suits this machine's processor.</summary>
    Int8,

    /// <summary>4-bit weights, as large decoder models come.</summary>
    Int4,
}
