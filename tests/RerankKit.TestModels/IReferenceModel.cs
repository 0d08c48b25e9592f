namespace RerankKit.TestModels;

/// <summary>A generated model computed in plain double precision from its single-precision weights, one unpadded sequence at a time. Thread-safe.</summary>
public interface IReferenceModel
{
    /// <summary>What the model was generated from.</summary>
    TestModelOptions Options { get; }

    /// <summary>The numbers of the output row that belongs to a sequence.</summary>
    /// <param name="ids">Token ids with their special tokens and without padding; at least 1 and at most <see cref="TestModelOptions.MaxPositions"/>.</param>
    /// <param name="typeIds">Token type ids, as many as <paramref name="ids"/>; empty stands for zeros. Families without types pay no attention.</param>
    /// <returns>
    /// One number per label; for <see cref="TestHead.YesNo"/> and <see cref="TestHead.YesNoLast"/> no and yes at the last position; for
    /// <see cref="TestHead.Vocabulary"/> and <see cref="TestHead.VocabularyLast"/> one per token id at the last position; for
    /// <see cref="TestHead.HiddenStates"/> the hidden states, [tokens, hidden] row by row; for <see cref="TestHead.TokenVectors"/> and
    /// <see cref="TestHead.UnitTokenVectors"/> the vectors, [tokens, dimension].
    /// </returns>
    double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds);

    /// <summary>The hidden states of a sequence of which some tokens are not seen by any token, as query expansion has it.</summary>
    /// <param name="ids">Token ids, as for <see cref="Logits"/>.</param>
    /// <param name="attended">For each token whether it is seen.</param>
    /// <returns>[tokens, hidden], row by row.</returns>
    /// <exception cref="NotSupportedException">The family has no such reference: decoders.</exception>
    double[] HiddenStates(ReadOnlySpan<int> ids, bool[] attended) => throw new NotSupportedException($"{Options.Architecture} has no reference for tokens that are not seen.");
}
