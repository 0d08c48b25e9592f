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
    /// <see cref="TestHead.HiddenStates"/> the hidden states, [tokens, hidden] row by row.
    /// </returns>
    double[] Logits(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds);
}
