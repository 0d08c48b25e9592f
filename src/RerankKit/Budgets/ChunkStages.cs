namespace RerankKit;

/// <summary>The stages that several chunks of one call went through: added up where they decided alike, else side by side.</summary>
internal sealed class ChunkStages
{
    private readonly List<RerankStage> _sums = [];

    public IReadOnlyList<RerankStage> Sums => _sums;

    public void Add(IReadOnlyList<RerankStage> stages)
    {
        if (!AreAlike(stages))
        {
            _sums.AddRange(stages);
            return;
        }

        for (int i = 0; i < stages.Count; i++)
        {
            RerankStage sum = _sums[i];
            _sums[i] = sum with
            {
                CandidatesIn = sum.CandidatesIn + stages[i].CandidatesIn,
                CandidatesScored = sum.CandidatesScored + stages[i].CandidatesScored,
                Duration = sum.Duration + stages[i].Duration,
                Reasons = Union(sum.Reasons, stages[i].Reasons),
            };
        }
    }

    private static IReadOnlyList<string> Union(IReadOnlyList<string> told, IReadOnlyList<string> more) =>
        more.All(told.Contains) ? told : [.. told.Union(more)];

    private bool AreAlike(IReadOnlyList<RerankStage> stages) =>
        stages.Select(stage => (stage.Name, stage.Decision)).SequenceEqual(_sums.Select(sum => (sum.Name, sum.Decision)));
}
