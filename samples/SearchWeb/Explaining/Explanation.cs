namespace SearchWeb.Explaining;

/// <summary>Why a passage has its score.</summary>
/// <param name="Id">The passage.</param>
/// <param name="Summary">What the numbers are, in a sentence.</param>
/// <param name="Parts">What the score is the sum of, where it is one.</param>
/// <param name="Matches">What the query found in the text.</param>
/// <param name="Highlights">Where.</param>
internal sealed record Explanation(string Id, string Summary, IReadOnlyList<ScorePart> Parts, IReadOnlyList<QueryMatch> Matches, IReadOnlyList<Highlight> Highlights);

/// <summary>A part of a score.</summary>
internal sealed record ScorePart(string Name, double? Value, double Contribution);

/// <summary>A word of the query and what it found.</summary>
/// <param name="Query">The query's word.</param>
/// <param name="Found">The text's; null for nothing.</param>
/// <param name="Value">How alike they are, or what the word adds to the score.</param>
internal sealed record QueryMatch(string Query, string? Found, double Value);

/// <summary>A part of the text, in UTF-16 units.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Weight">How strong the match is, above 0 to 1.</param>
internal sealed record Highlight(int Start, int Length, double Weight);
