namespace RerankKit.Evaluation;

/// <summary>A document of a collection in the BEIR layout.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Title">Its title; empty when it has none.</param>
/// <param name="Text">Its text.</param>
public sealed record BeirDocument(string Id, string Title, string Text)
{
    /// <summary>Title and text with a space between, as BEIR feeds them to rerankers; the text alone when there is no title.</summary>
    public string TitleAndText => Title.Length == 0 ? Text : $"{Title} {Text}";
}
