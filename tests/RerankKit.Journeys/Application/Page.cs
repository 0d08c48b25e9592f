namespace Journey;

/// <summary>What the pages' application searches.</summary>
public sealed record Page(string Slug, string Title, string Body, double Bm25)
{
    public string Text => Body;
}
