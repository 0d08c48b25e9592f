using System.Collections.ObjectModel;

namespace RerankKit.Evaluation;

/// <summary>A document of a collection in the BEIR layout.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Title">Its title; empty when it has none.</param>
/// <param name="Text">Its text.</param>
public sealed record BeirDocument(string Id, string Title, string Text)
{
    /// <summary>The strings, numbers and truth values of the line's <c>metadata</c> object, as text; empty when it has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Title and text with a space between, as BEIR feeds them to rerankers; the text alone when there is no title.</summary>
    public string TitleAndText => Title.Length == 0 ? Text : $"{Title} {Text}";
}
