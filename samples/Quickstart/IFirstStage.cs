using RerankKit;
using RerankKit.Evaluation;

namespace Quickstart;

/// <summary>A first stage: finds the best candidates for a query, quickly rather than precisely.</summary>
internal interface IFirstStage
{
    string Name { get; }

    Task<IReadOnlyList<RerankCandidate>> RetrieveAsync(BeirQuery query, int depth);
}
