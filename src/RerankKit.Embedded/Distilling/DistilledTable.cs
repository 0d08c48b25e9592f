using System.Text;
using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>The last steps to a table: components, numbers of 8 bits, weights, the file.</summary>
/// <param name="pieces">The vocabulary.</param>
/// <param name="tokenizer">How texts are cut into it.</param>
internal sealed class DistilledTable(string[] pieces, TableTokenizer tokenizer)
{
    private const int Dimension = 128;

    // What the guard asks of a list of candidates.
    private const double LeastFunctionWords = 0.06;

    private readonly PackedVocabulary _vocabulary = PackedVocabulary.OfLines(Encoding.UTF8.GetBytes(string.Join('\n', pieces)));

    /// <summary>Which pieces are of text.</summary>
    public bool[] IsText { get; } = PieceWeights.OfText(pieces, tokenizer.SpecialIds);

    /// <summary>Whether the table that was written is for English.</summary>
    public bool IsEnglish { get; private set; }

    /// <summary>A table of what a corpus says.</summary>
    /// <param name="means">The corpus.</param>
    /// <param name="states">The hidden states of single pieces.</param>
    /// <param name="texts">What the model makes of single pieces as texts.</param>
    public byte[] Write(ContextualMeans means, PieceRows states, PieceRows texts) =>
        Write([RarePieces.Shrink(means, states, IsText), texts], PieceWeights.ByFrequency(pieces, IsText, means.DocumentFrequencies, means.Passages), LooksEnglish(means));

    /// <summary>A table without a corpus.</summary>
    /// <param name="states">The hidden states of pieces in <see cref="PieceTemplate"/>.</param>
    /// <param name="texts">What the model makes of single pieces as texts.</param>
    public byte[] Write(PieceRows states, PieceRows texts) =>
        Write([states, texts], PieceWeights.ByPlace(pieces, IsText), PieceKind.KnowsEnglish(tokenizer.CreateModel(_vocabulary), tokenizer.LowersCase));

    private byte[] Write(IReadOnlyList<PieceRows> models, float[] weights, bool isEnglish)
    {
        IsEnglish = isEnglish;
        return EmbeddedTable.Write(pieces, weights, Projection.Fit(models, IsText, Dimension).Apply(models), tokenizer, isEnglish);
    }

    private bool LooksEnglish(ContextualMeans means)
    {
        PieceKinds[] kinds = PieceKind.OfAll(tokenizer.CreateModel(_vocabulary), tokenizer.LowersCase);
        long words = 0;
        long functionWords = 0;
        for (int id = 0; id < kinds.Length; id++)
        {
            bool isWord = (kinds[id] & (PieceKinds.Word | PieceKinds.Continues | PieceKinds.Number)) == PieceKinds.Word;
            words += isWord ? means.Counts[id] : 0;
            functionWords += (kinds[id] & PieceKinds.English) != PieceKinds.None ? means.Counts[id] : 0;
        }

        return functionWords >= LeastFunctionWords * words;
    }
}
