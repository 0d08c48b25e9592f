namespace RerankKit;

/// <summary>The checks that every call begins with.</summary>
internal static class RerankArguments
{
    private static readonly Task<RerankResponse> EmptyTask = Task.FromResult(RerankResponse.Empty);

    /// <summary>Refuses a blank query and a missing list.</summary>
    public static void Check(string query, IReadOnlyList<RerankCandidate> candidates)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(candidates);
    }

    /// <summary>Refuses candidates without a text. Sources call it; decorators leave it to them.</summary>
    public static void CheckTexts(IReadOnlyList<RerankCandidate> candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Text is null)
            {
                Throw.CandidateWithoutText(i);
            }
        }
    }

    /// <summary>All checks of a source: the answer to a call that needs no work, or null once the texts are checked.</summary>
    public static Task<RerankResponse>? CheckSource(string query, IReadOnlyList<RerankCandidate> candidates, CancellationToken cancellationToken)
    {
        Check(query, candidates);
        Task<RerankResponse>? shortcut = Shortcut(candidates, cancellationToken);
        if (shortcut is null)
        {
            CheckTexts(candidates);
        }

        return shortcut;
    }

    /// <summary>The answer to a call that needs no work: cancelled already, or without candidates. Null when there is work.</summary>
    public static Task<RerankResponse>? Shortcut(IReadOnlyList<RerankCandidate> candidates, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<RerankResponse>(cancellationToken);
        }

        return candidates.Count == 0 ? EmptyTask : null;
    }
}
