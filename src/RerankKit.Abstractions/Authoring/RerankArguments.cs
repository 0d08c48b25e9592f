namespace RerankKit.Authoring;

/// <summary>The checks that every call of a reranker begins with. <see cref="DelegatingReranker"/> makes those of a decorator.</summary>
public static class RerankArguments
{
    private static readonly Task<RerankResponse> EmptyTask = Task.FromResult(RerankResponse.Empty);

    /// <summary>Refuses a blank query and a missing list.</summary>
    internal static void Check(string query, IReadOnlyList<RerankCandidate> candidates)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(query);
        ArgumentNullException.ThrowIfNull(candidates);
    }

    /// <summary>Refuses candidates without a text. Sources call it; decorators leave it to them.</summary>
    internal static void CheckTexts(IReadOnlyList<RerankCandidate> candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Text is null)
            {
                Throw.CandidateWithoutText(i);
            }
        }
    }

    /// <summary>All checks of a reranker that scores itself: a blank query, a missing list and a candidate without a text are refused.</summary>
    /// <param name="query">The call's query.</param>
    /// <param name="candidates">The call's candidates.</param>
    /// <param name="cancellationToken">The call's token.</param>
    /// <returns>The answer to a call that needs no work, because it is cancelled or has no candidates; null where there is work.</returns>
    /// <exception cref="ArgumentException"><paramref name="query"/> is null or blank, or a candidate has no text.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="candidates"/> is null.</exception>
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
    internal static Task<RerankResponse>? Shortcut(IReadOnlyList<RerankCandidate> candidates, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<RerankResponse>(cancellationToken);
        }

        return candidates.Count == 0 ? EmptyTask : null;
    }
}
