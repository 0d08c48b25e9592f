namespace RerankKit;

/// <summary>Options of one call of <see cref="IMultiVectorEncoder.EncodeAsync"/>.</summary>
public class MultiVectorEncodeOptions
{
    /// <summary>The longest text in the encoder's tokens, special ones included; longer ones are cut.</summary>
    /// <value>At least 1; null, the default, for the model's own length for the role.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int? MaxTokens { get; set => field = Allow.AtLeast(value, 1, "1 or more, or null for the model's own length"); }

    /// <summary>Whether <see cref="TokenVectors.Tokens"/> says which token and which part of the text each vector stands for.</summary>
    /// <value>False by default.</value>
    public bool IncludeTokens { get; set; }

    /// <summary>Whether to keep the vectors of tokens that a pooling encoder would merge. An explanation needs them.</summary>
    /// <value>False by default.</value>
    public bool SkipPooling { get; set; }
}
