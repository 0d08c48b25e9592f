using System.Globalization;

namespace RerankKit.TestModels;

public sealed partial record TestModelOptions
{
    internal const int SmallestVocabulary = 600;

    /// <summary>Refuses what no graph can be made of.</summary>
    internal void Check()
    {
        Require(Layers >= 1, nameof(Layers), Layers, "at least 1");
        Require(Heads >= 1, nameof(Heads), Heads, "at least 1");
        Require(Hidden >= Heads && Hidden % Heads == 0, nameof(Hidden), Hidden, $"a multiple of {Heads} heads");
        Require(KeyValueHeads >= 1 && Heads % KeyValueHeads == 0, nameof(KeyValueHeads), KeyValueHeads, $"a divisor of {Heads} heads");
        Require(Intermediate >= 1, nameof(Intermediate), Intermediate, "at least 1");
        Require(Vocabulary >= SmallestVocabulary, nameof(Vocabulary), Vocabulary, $"at least {SmallestVocabulary}");
        Require(MaxPositions >= 8, nameof(MaxPositions), MaxPositions, "at least 8");
        Require(Labels >= 1 && (Labels == 1 || Head != TestHead.ClassificationFlat), nameof(Labels), Labels, "1 or more, and 1 for a flat output");
        Require(PositionBuckets >= 4, nameof(PositionBuckets), PositionBuckets, "at least 4");
        Require(LateInteraction is not null || Head is not (TestHead.TokenVectors or TestHead.UnitTokenVectors), nameof(Head), (int)Head, "a head of vectors with LateInteraction only");
        Require(LocalAttention >= 2, nameof(LocalAttention), LocalAttention, "at least 2");
    }

    /// <summary>Refuses a sequence that the model has no row for.</summary>
    internal void CheckSequence(ReadOnlySpan<int> ids, ReadOnlySpan<int> typeIds)
    {
        Require(ids.Length >= 1 && ids.Length <= MaxPositions, nameof(ids), ids.Length, $"1 ... {MaxPositions} tokens");
        Require(typeIds.IsEmpty || typeIds.Length == ids.Length, nameof(typeIds), typeIds.Length, $"0 or {ids.Length}, as many as there are ids");
        foreach (int id in ids)
        {
            Require(id >= 0 && id < Vocabulary, nameof(ids), id, $"0 ... {Vocabulary - 1}");
        }
    }

    private static void Require(bool holds, string name, int value, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; allowed is {allowed}."));
        }
    }
}
