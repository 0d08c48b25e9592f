namespace RerankKit.Benchmarks;

/// <summary>What a section is given.</summary>
/// <param name="Texts">The texts.</param>
/// <param name="Budget">How long a row of a table may take.</param>
/// <param name="Only">The beginning of the rows that are wanted, for example <c>MiniLM-L-6, 50</c>; empty for all.</param>
internal sealed record EngineRun(BenchmarkTexts Texts, TimeSpan Budget, string Only)
{
    public bool Wants(string row) => row.StartsWith(Only, StringComparison.Ordinal);

    /// <summary>Passages or abstracts.</summary>
    public string[] Documents(string kind, int count) => kind == "passages" ? Texts.Passages(count) : Texts.Abstracts(count);
}
