using RerankKit.Evaluation;

namespace RerankKit.Benchmarks;

/// <summary>A part of a document.</summary>
/// <param name="DocumentId">The document.</param>
/// <param name="Number">Its place in the document, from 0.</param>
/// <param name="Text">Its words.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Neighbours">The piece before it and the one behind it.</param>
internal sealed record Piece(string DocumentId, int Number, string Text, string Title, string Neighbours)
{
    public RerankCandidate ToCandidate() => new(Text) { Id = $"{DocumentId}#{Number}", Item = this };

    /// <summary>A document's text in pieces of so many words.</summary>
    public static IEnumerable<Piece> Cut(BeirDocument document, int words)
    {
        string[] texts = [.. document.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(words).Select(chunk => string.Join(' ', chunk))];
        return texts.Select((text, i) => new Piece(
            document.Id,
            i,
            text,
            document.Title,
            $"{(i > 0 ? texts[i - 1] : "")} {(i + 1 < texts.Length ? texts[i + 1] : "")}"));
    }
}
