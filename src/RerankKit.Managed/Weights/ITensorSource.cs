namespace RerankKit.Managed;

/// <summary>The weights of a model by torch's names, in torch's shapes: a linear layer is <c>[outputs, inputs]</c>.</summary>
internal interface ITensorSource : IDisposable
{
    /// <summary>The file, or the folder of the files, for messages.</summary>
    string Location { get; }

    /// <summary>What the graph puts out from which the weights are; null where they are of no graph.</summary>
    IReadOnlyList<OnnxOutput>? Outputs => null;

    /// <summary>Whether a weight is kept in fewer bits with scales, and is widened when it is read.</summary>
    bool IsQuantized => false;

    bool Has(string name);

    /// <summary>Makes sure that a tensor is there, before memory is taken for it.</summary>
    /// <exception cref="InvalidDataException">There is none, one of another shape, or one that the file does not hold.</exception>
    void Require(string name, params ReadOnlySpan<long> shape);

    /// <summary>A tensor's shape; null where there is none of that name.</summary>
    long[]? ShapeOf(string name);

    /// <summary>Whether a matrix lies in its file as <c>[inputs, outputs]</c>.</summary>
    bool IsTransposed(string name) => false;

    /// <summary>Reads some numbers of a tensor in the order in which they lie in its file; several threads may at once.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="first">The first of them, which begins a row of what lies there.</param>
    /// <param name="destination">Whole rows, which <see cref="Require"/> has found to be in the file.</param>
    /// <param name="shape">What its shape must be.</param>
    /// <exception cref="InvalidDataException">There is none, or one of another shape, or numbers that are not finite.</exception>
    /// <exception cref="NotSupportedException">It consists of what is not read.</exception>
    void ReadStored(string name, long first, Span<float> destination, params ReadOnlySpan<long> shape);

    /// <summary>Reads a tensor row by row.</summary>
    /// <inheritdoc cref="ReadStored"/>
    void Read(string name, Span<float> destination, params ReadOnlySpan<long> shape)
    {
        if (!IsTransposed(name))
        {
            ReadStored(name, 0, destination, shape);
            return;
        }

        float[] stored = new float[destination.Length];
        ReadStored(name, 0, stored, shape);
        (int outputs, int inputs) = ((int)shape[0], (int)shape[1]);
        for (int i = 0; i < stored.Length; i++)
        {
            destination[(i % outputs * inputs) + (i / outputs)] = stored[i];
        }
    }
}
