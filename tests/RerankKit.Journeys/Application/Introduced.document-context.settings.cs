namespace Journey;

/// <summary>Settings read fields of dictionaries and of JSON.</summary>
public abstract class Introduced_document_context_settings : Introduced
{
    public override RerankCandidate[] candidates =>
    [
        .. found.Select(page => new RerankCandidate(page.Body)
        {
            Id = page.Slug,
            Score = page.Bm25,
            Item = new Dictionary<string, string> { ["title"] = page.Title, ["section"] = "one", ["published"] = "2026-01-01", ["authority"] = "1.5" },
        }),
    ];
}
