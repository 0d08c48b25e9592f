namespace SearchWeb.Searching;

/// <summary>A search with its two lists: what the first stage found, and where the pipeline put it.</summary>
/// <param name="IsJudged">Whether somebody judged this query, so that grades mean something.</param>
/// <param name="Documents">The passages in the first stage's order.</param>
/// <param name="FirstStage">What the first stage did.</param>
/// <param name="Stages">What each stage of the pipeline did, the outermost first.</param>
/// <param name="ScoreKind">What the scores of the reranked list are; null without a reranker.</param>
/// <param name="FirstStageMilliseconds">The first stage's time.</param>
/// <param name="RerankMilliseconds">The pipeline's time.</param>
/// <param name="Note">What the reader should know about the first stage; null for nothing.</param>
internal sealed record SearchAnswer(
    bool IsJudged,
    IReadOnlyList<FoundDocument> Documents,
    IReadOnlyList<SearchStage> FirstStage,
    IReadOnlyList<SearchStage> Stages,
    string? ScoreKind,
    double FirstStageMilliseconds,
    double RerankMilliseconds,
    string? Note);

/// <summary>One stage of a search.</summary>
internal sealed record SearchStage(string Name, string Decision, int In, int? Scored, double Milliseconds, IReadOnlyList<string> Reasons);

/// <summary>A passage and its two places.</summary>
/// <param name="Id">Its id in the collection.</param>
/// <param name="Text">Title and text.</param>
/// <param name="TitleLength">How much of the text is its title.</param>
/// <param name="Grade">How relevant it was judged; null where nobody did.</param>
/// <param name="First">Its place in the first stage.</param>
/// <param name="Sources">Its places in the lists that were fused.</param>
/// <param name="Final">Its place in the reranked list.</param>
internal sealed record FoundDocument(string Id, string Text, int TitleLength, int? Grade, FirstPlace First, IReadOnlyList<SourcePlace> Sources, FinalPlace Final);

/// <summary>A place in the first stage's list.</summary>
internal sealed record FirstPlace(int Rank, double Score);

/// <summary>A place in one of the lists that were fused; null where that list does not hold it.</summary>
internal sealed record SourcePlace(string List, int? Rank, double? Score);

/// <summary>A place in the reranked list.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="Score">The score; null where the reranker gave none.</param>
/// <param name="RawScore">The reranker's own score where another stage changed it.</param>
/// <param name="Placement">Where the position came from, in one word.</param>
/// <param name="Why">The same in a sentence.</param>
/// <param name="Window">The part of the text that gave the score; null where all of it was read at once.</param>
internal sealed record FinalPlace(int Rank, double? Score, double? RawScore, string Placement, string Why, TextWindow? Window);

/// <summary>A part of a text, in UTF-16 units.</summary>
internal sealed record TextWindow(int Start, int End, int Number, int Count);
