namespace RerankKit.Models;

/// <summary>How a decoder reranker is loaded and asked.</summary>
public sealed class DecoderRerankerOptions : InferenceOptions
{
    /// <summary>The prompt.</summary>
    /// <value>Default null: the one of the model's family, by config.json's <c>model_type</c>.</value>
    public DecoderTemplate? Template { get; set; }

    /// <summary>The instruction of calls that bring none (<see cref="RerankOptions.Instruction"/>).</summary>
    /// <value>Default null: the template's.</value>
    public string? Instruction { get; set; }

    /// <summary>What turns the logit into the reported score.</summary>
    /// <value>Default null: the template's.</value>
    public ScoreActivation? Activation { get; set; }

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public DecoderRerankerOptions Clone() => (DecoderRerankerOptions)Copy();
}
