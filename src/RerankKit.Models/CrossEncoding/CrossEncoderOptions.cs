namespace RerankKit.Models;

/// <summary>How a cross-encoder is loaded and run.</summary>
public sealed class CrossEncoderOptions : InferenceOptions
{
    /// <summary>Where the special tokens of a pair stand.</summary>
    /// <value>Default null: where the post-processor in the model's files puts them.</value>
    public PairLayout? PairLayout { get; set; }

    internal override PairLayout? GivenLayout => PairLayout;

    /// <summary>What turns the logit into the reported score.</summary>
    /// <value>Default null: what the model's files declare; without a declaration sigmoid, as sentence-transformers takes it.</value>
    public ScoreActivation? Activation { get; set; }

    /// <summary>The label that means relevant: of two or more labels its log-odds against the others are the score.</summary>
    /// <value>
    /// A name of config.json's <c>id2label</c>, as it is written there. Default null: one label is the score itself; of two, their names decide where they are a known
    /// pair such as <c>relevant</c> and <c>irrelevant</c>, <c>yes</c> and <c>no</c>, <c>LABEL_1</c> and <c>LABEL_0</c> (the table is in docs/cross-encoders.md). A
    /// classifier with two labels of other names, or with more than two, is refused until one is named here.
    /// </value>
    public string? Label { get; set; }

    /// <summary>Which text is cut when a pair does not fit.</summary>
    /// <value>Default <see cref="PairTruncation.DocumentOnly"/>.</value>
    public PairTruncation Truncation { get; set => field = Allow.Defined(value); }

    /// <summary>The part of the room for text that a query may take at most.</summary>
    /// <value>More than 0, less than 1. Default 0.75.</value>
    public double QueryShare { get; set => field = Allow.If(value is > 0 and < 1, value, "more than 0, less than 1"); } = 0.75;

    /// <summary>Makes a copy.</summary>
    /// <returns>Options that change independently of these.</returns>
    public CrossEncoderOptions Clone() => (CrossEncoderOptions)Copy();
}
