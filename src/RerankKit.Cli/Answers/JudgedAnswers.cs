namespace RerankKit.Cli.Answers;

/// <summary>What came of a question.</summary>
/// <param name="Item">The question.</param>
/// <param name="Before">The answer from the run before.</param>
/// <param name="After">The answer from the run after.</param>
internal sealed record JudgedAnswers(AnswerItem Item, JudgedAnswer Before, JudgedAnswer After)
{
    public IEnumerable<JudgedAnswer> Both => [Before, After];
}
