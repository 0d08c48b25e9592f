namespace RerankKit;

/// <summary>Describes a cascade of rerankers that are registered by name.</summary>
public sealed class CascadeBuilder
{
    private const string Asker = "the cascade";
    private readonly List<(string Name, int Keep, Func<RerankResponse, bool>? ExitEarly)> _stages = [];

    /// <summary>Whether the ranking of the stages before stands when a later stage fails.</summary>
    /// <value>Default true.</value>
    public bool KeepEarlierStagesOnFailure { get; set; } = true;

    /// <summary>Adds a stage after those added before.</summary>
    /// <param name="rerankerName">The name given to <c>AddReranking(name)</c>.</param>
    /// <param name="keep">How many of its best candidates go on to the next stage; 1 or more. Not used by the last stage.</param>
    /// <param name="exitEarly">Ends the cascade after this stage when it says so of the stage's response.</param>
    /// <returns>This builder.</returns>
    public CascadeBuilder AddStage(string rerankerName, int keep = 20, Func<RerankResponse, bool>? exitEarly = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(rerankerName);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        _stages.Add((rerankerName, keep, exitEarly));
        return this;
    }

    internal void Check(IServiceProvider services) => _stages.ForEach(stage => NamedRerankers.Check(services, stage.Name, Asker));

    internal IReranker Build(IServiceProvider services) =>
        new CascadeReranker(
            _stages.Select(stage => new CascadeStage(NamedRerankers.Get(services, stage.Name, Asker))
            {
                Name = stage.Name,
                Keep = stage.Keep,
                ExitEarly = stage.ExitEarly,
            }),
            new() { KeepEarlierStagesOnFailure = KeepEarlierStagesOnFailure, LeaveOpen = true },
            services.GetTimeProvider());
}
