namespace RerankKit.Evaluation;

/// <summary>A ranking of a log, best first.</summary>
/// <param name="Name">Whose it is, for example <c>first-stage</c> or <c>treatment</c>.</param>
/// <param name="DocumentIds">The documents.</param>
/// <param name="Scores">Their scores; null where there is none.</param>
public sealed record LoggedList(string Name, IReadOnlyList<string> DocumentIds, IReadOnlyList<double?> Scores)
{
    /// <summary>The place of a document, from 1. One that the list does not have stands behind its end.</summary>
    /// <param name="documentId">The document.</param>
    /// <returns>The place.</returns>
    public int RankOf(string documentId)
    {
        for (int i = 0; i < DocumentIds.Count; i++)
        {
            if (string.Equals(DocumentIds[i], documentId, StringComparison.Ordinal))
            {
                return i + 1;
            }
        }

        return DocumentIds.Count + 1;
    }
}
