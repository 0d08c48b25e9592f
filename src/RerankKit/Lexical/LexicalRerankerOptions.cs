namespace RerankKit;

/// <summary>Options of <see cref="LexicalReranker"/>. They are read when the reranker is made.</summary>
public class LexicalRerankerOptions
{
    /// <summary>How soon further occurrences of a term in a document stop counting.</summary>
    /// <value>
    /// A finite number, 0 or more; 0 counts only whether a term occurs. By default 0.9, which with b = 0.4 is what Anserini uses for
    /// passages, after Trotman, Jia and Crane, "Towards an Efficient and Effective Search Engine" (OSIR at SIGIR 2012). Lucene's own defaults are 1.2
    /// and 0.75.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, infinite or not a number.</exception>
    public double K1 { get; set => field = Allow.PositiveOrZero(value); }
    = 0.9;

    /// <summary>How much a long document is held against its matches.</summary>
    /// <value>From 0, not at all, to 1, in proportion to its length. By default 0.4.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 0, more than 1 or not a number.</exception>
    public double B { get; set => field = Allow.Between(value, 0, 1, "a number from 0 to 1"); }
    = 0.4;

    /// <summary>Document frequencies and the average length of the collection that the candidates come from.</summary>
    /// <value>
    /// Null, the default, takes them from the candidates of each call. A score then depends on the other candidates of the call, and the
    /// metadata says that the reranker is not pointwise. With statistics every pair is scored on its own.
    /// </value>
    public LexicalCorpusStatistics? Statistics { get; set; }

    /// <summary>Whether different spellings of a letter are one letter: the short form of setting <see cref="Analysis"/>.</summary>
    /// <value>True by default; see <see cref="LexicalAnalysis.FoldAccents"/>. Setting it replaces <see cref="Analysis"/> by a built-in one.</value>
    public bool FoldAccents
    {
        get => ResolvedAnalysis.FoldAccents;
        set => Analysis = new() { FoldAccents = value, KeepIdentifiers = KeepIdentifiers };
    }

    /// <summary>Whether identifiers such as <c>C++</c>, <c>node.js</c> and <c>E-1042</c> are also terms as a whole: the short form of setting <see cref="Analysis"/>.</summary>
    /// <value>True by default; see <see cref="LexicalAnalysis.KeepIdentifiers"/>. Setting it replaces <see cref="Analysis"/> by a built-in one.</value>
    public bool KeepIdentifiers
    {
        get => ResolvedAnalysis.KeepIdentifiers;
        set => Analysis = new() { FoldAccents = FoldAccents, KeepIdentifiers = value };
    }

    /// <summary>How texts are cut into terms.</summary>
    /// <value>Null, the default, is the analysis of <see cref="Statistics"/>, or <see cref="LexicalAnalysis.Default"/> without them.</value>
    public LexicalAnalysis? Analysis { get; set; }

    internal LexicalAnalysis ResolvedAnalysis => Analysis ?? Statistics?.Analysis ?? LexicalAnalysis.Default;
}
