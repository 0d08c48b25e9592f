namespace RerankKit.TestModels;

/// <summary>What a generated graph puts out.</summary>
public enum TestHead
{
    /// <summary><c>logits</c> [batch, labels]: sequence classification.</summary>
    Classification,

    /// <summary><c>logits</c> [batch]: one label, its dimension squeezed away.</summary>
    ClassificationFlat,

    /// <summary><c>logits</c> [batch, 1, labels].</summary>
    ClassificationRank3,

    /// <summary><c>last_hidden_state</c> [batch, sequence, hidden]: an export that lost its head.</summary>
    HiddenStates,

    /// <summary><c>contextual</c> [batch, sequence, dimension]: a vector per token, of any length. Needs <see cref="TestModelOptions.LateInteraction"/>.</summary>
    TokenVectors,

    /// <summary><c>output</c> [batch, sequence, dimension]: a vector of length 1 per token. Needs <see cref="TestModelOptions.LateInteraction"/>.</summary>
    UnitTokenVectors,

    /// <summary><c>logits</c> [batch, sequence, vocabulary]: a causal language model. Decoders only.</summary>
    Vocabulary,

    /// <summary><c>logits</c> [batch, 1, vocabulary], of the last position. Decoders only.</summary>
    VocabularyLast,

    /// <summary><c>logits</c> [batch, sequence, 2] in the order no, yes. Decoders only.</summary>
    YesNo,

    /// <summary><c>logits</c> [batch, 2] in the order no, yes, of the last position. Decoders only.</summary>
    YesNoLast,
}
