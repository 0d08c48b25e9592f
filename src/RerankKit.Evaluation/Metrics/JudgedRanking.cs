namespace RerankKit.Evaluation;

/// <summary>One query's ranking as a metric sees it: the grade at every rank, and the grades that were there to be found.</summary>
/// <remarks>Immutable and safe for many threads.</remarks>
public sealed class JudgedRanking
{
    /// <summary>Stands in <see cref="Grades"/> for a document that is not judged. Negative grades are to be treated alike.</summary>
    public const int Unjudged = int.MinValue;

    private readonly int[] _grades;
    private readonly int[] _judgedGrades;

    /// <summary>Makes a ranking.</summary>
    /// <param name="rankedIds">Document ids, best first, each once; may be empty.</param>
    /// <param name="judgements">Document id to grade.</param>
    /// <param name="relevanceLevel">The lowest grade that counts as relevant; 1 or more.</param>
    /// <exception cref="ArgumentException">An id comes twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relevanceLevel"/> is less than 1.</exception>
    public JudgedRanking(IReadOnlyList<string> rankedIds, IReadOnlyDictionary<string, int> judgements, int relevanceLevel = 1)
    {
        ArgumentNullException.ThrowIfNull(rankedIds);
        ArgumentNullException.ThrowIfNull(judgements);
        RelevanceLevel = Allow.AtLeast(relevanceLevel, 1, name: nameof(relevanceLevel));
        var seen = new HashSet<string>(rankedIds.Count, StringComparer.Ordinal);
        _grades = new int[rankedIds.Count];
        for (int i = 0; i < _grades.Length; i++)
        {
            if (!seen.Add(rankedIds[i]))
            {
                throw new ArgumentException($"Document '{rankedIds[i]}' is ranked twice; each document stands once in a ranking.", nameof(rankedIds));
            }

            _grades[i] = judgements.TryGetValue(rankedIds[i], out int grade) ? grade : Unjudged;
        }

        _judgedGrades = QueryJudgements.Sort(judgements);
    }

    internal JudgedRanking(int[] grades, QueryJudgements judgements, int relevanceLevel)
    {
        _grades = grades;
        _judgedGrades = judgements.SortedGrades;
        RelevanceLevel = relevanceLevel;
    }

    /// <summary>The grade at each rank, best rank first; <see cref="Unjudged"/> where the document is not judged.</summary>
    public ReadOnlySpan<int> Grades => _grades;

    /// <summary>The grades of all judged documents, retrieved or not, highest first, without the negative ones.</summary>
    public ReadOnlySpan<int> JudgedGrades => _judgedGrades;

    /// <summary>The lowest grade that counts as relevant, for metrics that name no level of their own; 1 or more.</summary>
    public int RelevanceLevel { get; }

    /// <summary>How many judged documents, retrieved or not, have at least a grade.</summary>
    /// <param name="relevanceLevel">The grade; 0 counts every judged document.</param>
    /// <returns>The number.</returns>
    public int CountJudged(int relevanceLevel)
    {
        int count = 0;
        while (count < _judgedGrades.Length && _judgedGrades[count] >= relevanceLevel)
        {
            count++;
        }

        return count;
    }

    /// <summary>How many of the best ranks hold a document with at least a grade.</summary>
    /// <param name="relevanceLevel">The grade.</param>
    /// <param name="cutoff">How many ranks to look at; ranks beyond the end hold nothing.</param>
    /// <returns>The number.</returns>
    public int CountRetrieved(int relevanceLevel, int cutoff = int.MaxValue)
    {
        int count = 0;
        foreach (int grade in _grades.AsSpan(0, Math.Min(cutoff, _grades.Length)))
        {
            count += grade >= relevanceLevel ? 1 : 0;
        }

        return count;
    }
}
