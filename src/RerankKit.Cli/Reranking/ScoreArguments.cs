namespace RerankKit.Cli.Reranking;

/// <summary><c>--label</c> and <c>--activation</c>: how a model's output becomes a score.</summary>
internal sealed class ScoreArguments
{
    private readonly Option<string> _label = new("--label")
    {
        Description = "model: the label of a classifier that means relevant, as config.json's id2label has it. [default: by the labels' names]",
        HelpName = "name",
    };

    private readonly Option<string> _activation = new("--activation")
    {
        Description = $"model: what makes a score of the logit: {Known}. [default: what the model declares]",
        HelpName = "name",
    };

    public ScoreArguments()
    {
        _activation.CompletionSources.Add(Known.Split(", "));
        _activation.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !TryReadActivation(token.Value, out _))
            {
                result.AddError($"--activation is '{token.Value}'; allowed is {Known}.");
            }
        });
    }

    public const string Known = "identity, sigmoid, tanh";

    public IReadOnlyList<Option> Options => [_label, _activation];

    /// <summary>Sets how scores are made.</summary>
    /// <exception cref="InputException">The model has no labels.</exception>
    public void Configure(ParseResult result, InferenceOptions options) => Configure(options, result.GetValue(_label), result.GetValue(_activation), "--label");

    /// <summary>Sets how scores are made.</summary>
    /// <param name="options">Of the model as it turned out to be.</param>
    /// <param name="label">The label; null for the default.</param>
    /// <param name="activation">The activation; null for the default.</param>
    /// <param name="labelName">What the user calls the label.</param>
    /// <exception cref="FormatException">There is no such activation.</exception>
    /// <exception cref="InputException">The model has no labels.</exception>
    public static void Configure(InferenceOptions options, string? label, string? activation, string labelName)
    {
        ScoreActivation? read = activation is null ? null
            : TryReadActivation(activation, out ScoreActivation value) ? value
            : throw new FormatException($"activation is '{activation}'; allowed is {Known}.");
        if (options is CrossEncoderOptions pairs)
        {
            (pairs.Label, pairs.Activation) = (label, read);
        }
        else if (options is DecoderRerankerOptions decoder)
        {
            decoder.Activation = label is null ? read : throw new InputException($"{labelName} does not go with a decoder reranker, whose answers are words of its prompt; it is for cross-encoders.");
        }
    }

    private static bool TryReadActivation(string text, out ScoreActivation activation)
    {
        activation = default;
        return Known.Split(", ").Contains(text, StringComparer.OrdinalIgnoreCase) && Enum.TryParse(text, ignoreCase: true, out activation);
    }
}
