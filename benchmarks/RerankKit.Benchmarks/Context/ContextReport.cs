using System.Globalization;
using RerankKit.Evaluation;

namespace RerankKit.Benchmarks;

/// <summary>nDCG@10 of pieces with and without context.</summary>
internal sealed class ContextReport
{
    private readonly MarkdownTable _table = new(["collection, words a piece", "reranker", "pieces a query's documents have", .. CutCollection.Variants, "p, title behind against alone"]);

    public void Add(CutCollection collection, int words, string reranker, Piece[] pieces, double[][] values)
    {
        double[] differences = [.. values[1].Zip(values[0], static (with, without) => with - without)];
        _table.Add([
            $"{collection.Name}, {words}",
            reranker,
            MarkdownTable.Number((double)pieces.Length / pieces.DistinctBy(piece => piece.DocumentId).Count()),
            .. values.Select(static value => value.Average().ToString("F4", CultureInfo.InvariantCulture)),
            .. Enumerable.Repeat("", CutCollection.Variants.Count - values.Length),
            PairedTests.Randomisation(differences).ToString("F4", CultureInfo.InvariantCulture),
        ]);
    }

    public string ToString(int depth) => $"""
        The best {depth} documents of BM25 are cut into pieces of so many words; every piece is reranked, and a document has the score of its best piece. nDCG@10.

        {_table}
        """;
}
