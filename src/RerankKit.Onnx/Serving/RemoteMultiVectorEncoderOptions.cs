namespace RerankKit.Onnx;

/// <summary>Where a served late-interaction encoder runs, how it is asked, and what is to be otherwise than the model's files have it.</summary>
/// <remarks><see cref="ServedModelOptions.MaxLength"/> bounds queries and documents alike.</remarks>
public sealed class RemoteMultiVectorEncoderOptions : ServedModelOptions, IMultiVectorChoices
{
    /// <summary>Makes options with the defaults.</summary>
    public RemoteMultiVectorEncoderOptions()
    {
    }

    private RemoteMultiVectorEncoderOptions(RemoteMultiVectorEncoderOptions other)
        : base(other)
    {
        (Dimension, QueryLength, DocumentLength) = (other.Dimension, other.QueryLength, other.DocumentLength);
        (Expansion, ExpansionLength, AttendToExpansion) = (other.Expansion, other.ExpansionLength, other.AttendToExpansion);
        (SkiplistWords, PoolingFactor, ProtectedTokens) = (other.SkiplistWords, other.PoolingFactor, other.ProtectedTokens);
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.Dimension"/>
    public int? Dimension
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 to the model's own dimension, or null for that") : value;
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.QueryLength"/>
    public int? QueryLength
    {
        get;
        set => field = MultiVectorEncoderOptions.CheckLength(value);
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.DocumentLength"/>
    public int? DocumentLength
    {
        get;
        set => field = MultiVectorEncoderOptions.CheckLength(value);
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.Expansion"/>
    public QueryExpansion? Expansion
    {
        get;
        set => field = value is null || Enum.IsDefined(value.Value) ? value : throw Throw.OutOfRange(value, "Off, Fixed or Minimum, or null for what the model's files say");
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.ExpansionLength"/>
    public int? ExpansionLength
    {
        get;
        set => field = MultiVectorEncoderOptions.CheckLength(value);
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.AttendToExpansion"/>
    public bool? AttendToExpansion { get; set; }

    /// <inheritdoc cref="MultiVectorEncoderOptions.SkiplistWords"/>
    public IReadOnlyList<string>? SkiplistWords { get; set; }

    /// <inheritdoc cref="MultiVectorEncoderOptions.PoolingFactor"/>
    public int? PoolingFactor
    {
        get;
        set => field = value is < 1 ? throw Throw.OutOfRange(value, "1 or more, or null for what the model's files say") : value;
    }

    /// <inheritdoc cref="MultiVectorEncoderOptions.ProtectedTokens"/>
    public int? ProtectedTokens
    {
        get;
        set => field = value is < 0 ? throw Throw.OutOfRange(value, "0 or more, or null for what the model's files say") : value;
    }

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public RemoteMultiVectorEncoderOptions Clone() => new(this);
}
