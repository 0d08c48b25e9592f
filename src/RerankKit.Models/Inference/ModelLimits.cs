namespace RerankKit.Models;

/// <summary>What a model's files allow, wherever its graph runs.</summary>
internal static class ModelLimits
{
    private const int DefaultLength = 512;
    private const int MaxDefaultLength = 8192;

    /// <summary>The longest sequence in tokens.</summary>
    /// <param name="profile">What the files say.</param>
    /// <param name="wanted">The user's limit, or null.</param>
    /// <exception cref="ArgumentException">The files do not allow as much as is wanted.</exception>
    public static int Length(ModelProfile profile, int? wanted)
    {
        int? limit = profile.MaxLength;
        if (wanted > limit)
        {
            throw new ArgumentException(Invariant(
                $"{nameof(InferenceOptions.MaxLength)} is {wanted}, but the model in '{profile.Directory}' takes {limit} tokens at most. Lower it, or leave it null."));
        }

        return wanted ?? Math.Min(limit ?? DefaultLength, MaxDefaultLength);
    }

    /// <summary>Finds out whether the tokenizer gives ids that the model has no row for.</summary>
    /// <exception cref="InvalidDataException">It does.</exception>
    public static void CheckVocabulary(ModelProfile profile, HuggingFaceTokenizer tokenizer)
    {
        if (tokenizer.VocabularySize > profile.VocabularySize)
        {
            throw new InvalidDataException(Invariant(
                $"The tokenizer in '{profile.Directory}' has ids up to {tokenizer.VocabularySize - 1}, the model {profile.VocabularySize} rows: they are not of the same model."));
        }
    }
}
