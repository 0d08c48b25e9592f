using System.Runtime.InteropServices;

namespace RerankKit;

/// <summary>The pairs of one call that are not in memory, in the candidates' order. Equal texts are one pair, unless their ids differ: each id may be invalidated on its own.</summary>
internal sealed class MissBatch
{
    public required string Query { get; init; }

    /// <summary>The caller's options, without the limit on results: every score is wanted.</summary>
    public required RerankOptions? Options { get; init; }

    public required CallKey Call { get; init; }

    /// <summary>What is left of the time of the call that the batch was made for.</summary>
    public required CallBudget Budget { get; init; }

    public required RerankCandidate[] Candidates { get; init; }

    public required Hash128[] Keys { get; init; }

    public required ulong[] Stamps { get; init; }

    /// <summary>The memory's epoch when the call began.</summary>
    public required int Epoch { get; init; }

    /// <summary>Whether cached scores are left aside, because they are of another kind than the reranker's present ones.</summary>
    public required bool IsForced { get; init; }

    /// <summary>Where the score at a position is stored.</summary>
    public Hash128 PlaceOf(int position) => IdGenerations.PlaceOf(Keys[position], Call.ScopeTag, Stamps[position]);

    /// <summary>What calls that may share one answer have in common: the pairs, their first-stage scores, and the time they have.</summary>
    public Hash128 Identity()
    {
        Hash128 identity = Call.Prefix.Then(IsForced ? 1 : 0).Then(Options?.TimeBudget?.Ticks ?? 0).Then(Epoch);
        for (int i = 0; i < Keys.Length; i++)
        {
            double? score = Candidates[i].Score;
            identity = identity.Then(Keys[i]).Then(new Hash128(Stamps[i], score is null ? 0 : ~BitConverter.DoubleToUInt64Bits(score.Value)));
        }

        return identity;
    }

    /// <summary>Takes the pairs without an entry; all of them where the list is read as a whole or cached scores are left aside.</summary>
    /// <remarks><paramref name="slots"/> receives each candidate's position in the batch; -1 for those that are not in it.</remarks>
    public static MissBatch Collect(
        string query,
        IReadOnlyList<RerankCandidate> candidates,
        RerankOptions? options,
        CallKey call,
        CallBudget budget,
        ReadOnlySpan<CachedPair> pairs,
        Span<int> slots,
        int epoch,
        bool isForced)
    {
        List<RerankCandidate> missing = [];
        List<Hash128> keys = [];
        List<ulong> stamps = [];
        Dictionary<Hash128, int> positions = [];
        for (int i = 0; i < pairs.Length; i++)
        {
            slots[i] = -1;
            if (!isForced && !call.IsList && !pairs[i].Entry.IsMissing)
            {
                continue;
            }

            Hash128 place = IdGenerations.PlaceOf(pairs[i].Key, call.ScopeTag, pairs[i].Stamp);
            ref int position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, place, out bool exists);
            if (exists && candidates[i].Id is string id && id != missing[position].Id)
            {
                position = ref CollectionsMarshal.GetValueRefOrAddDefault(positions, place.Then(id), out exists);
            }

            if (!exists)
            {
                position = keys.Count;
                missing.Add(candidates[i]);
                keys.Add(pairs[i].Key);
                stamps.Add(pairs[i].Stamp);
            }

            slots[i] = position;
        }

        return new()
        {
            Query = query,
            Options = options.WithoutTopN(),
            Call = call,
            Budget = budget,
            Candidates = [.. missing],
            Keys = [.. keys],
            Stamps = [.. stamps],
            Epoch = epoch,
            IsForced = isForced,
        };
    }
}
