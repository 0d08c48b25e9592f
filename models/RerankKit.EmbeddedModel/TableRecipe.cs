using RerankKit.Embedded;
using RerankKit.PublishedModels;

namespace RerankKit.EmbeddedModel;

/// <summary>What the table is made of. No text takes part: neither of a labelled collection nor of any other.</summary>
internal static class TableRecipe
{
    /// <summary>Unused and special pieces stand before it; they are left out of means and components.</summary>
    public const int FirstPiece = 999;
    public const int Models = 2;
    public const int Dimension = 128;

    // A piece alone is no text as the model knows them; in a sentence that says nothing else it is nearer to what it is in passages.
    private const string Before = "this text is about";
    private const string After = ".";

    /// <summary>What both models say of pieces.</summary>
    public static IReadOnlyList<float[]> Read(string folder, ReadOnlySpan<int> pieces)
    {
        string[] vocabulary = Vocabulary(folder);
        int[] Words(string text) => [.. text.Split(' ').Select(word => Array.IndexOf(vocabulary, word))];
        using var miniLm = new PieceVectors(Graph(PublishedModel.MiniLM, Path.Combine(folder, "minilm")));
        using var arctic = new PieceVectors(Graph(PublishedModel.ArcticXs, Path.Combine(folder, "arctic")));
        return [miniLm.OfPiece(pieces, Words(Before), Words(After)), arctic.OfText(pieces)];
    }

    /// <summary>The vocabulary of both models.</summary>
    public static string[] Vocabulary(string folder)
    {
        PublishedModel.MiniLM.Write(Path.Combine(folder, "minilm"));
        return File.ReadAllText(Path.Combine(folder, "minilm", "vocab.txt")).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    /// <summary>How much each piece says: the vocabulary is ordered by frequency, so that by Zipf's law the logarithm of the place is an idf, up to a factor.</summary>
    public static float[] Weights(IReadOnlyList<string> vocabulary)
    {
        float[] weights = new float[vocabulary.Count];
        for (int i = FirstPiece; i < weights.Length; i++)
        {
            weights[i] = (PieceKind.Of(vocabulary[i]) & PieceKinds.Word) != PieceKinds.None ? (float)Math.Log(i - FirstPiece + 100) : 0;
        }

        return weights;
    }

    private static string Graph(PublishedModel model, string folder)
    {
        model.Write(folder);
        return Path.Combine(folder, "onnx", "model.onnx");
    }
}
