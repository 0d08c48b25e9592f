using RerankKit.Embedded;
using RerankKit.PublishedModels;

namespace RerankKit.EmbeddedModel;

/// <summary>What the table is made of. No text takes part: neither of a labelled collection nor of any other.</summary>
internal static class TableRecipe
{
    public const int Dimension = 128;

    /// <summary>What both models say of pieces.</summary>
    public static IReadOnlyList<PieceRows> Read(string folder, ReadOnlySpan<int> pieces)
    {
        string[] vocabulary = Vocabulary(folder);
        int[] Words(string text) => [.. text.Split(' ').Select(word => Array.IndexOf(vocabulary, word))];
        using var miniLm = new PieceVectors(Graph(PublishedModel.MiniLM, Path.Combine(folder, "minilm")));
        using var arctic = new PieceVectors(Graph(PublishedModel.ArcticXs, Path.Combine(folder, "arctic")));
        return
        [
            new(miniLm.OfPiece(pieces, Words(PieceTemplate.Before), Words(PieceTemplate.After)), PieceVectors.Dimension),
            new(arctic.OfText(pieces), PieceVectors.Dimension),
        ];
    }

    /// <summary>The vocabulary of both models.</summary>
    public static string[] Vocabulary(string folder)
    {
        PublishedModel.MiniLM.Write(Path.Combine(folder, "minilm"));
        return File.ReadAllText(Path.Combine(folder, "minilm", "vocab.txt")).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    /// <summary>How much each piece says.</summary>
    public static float[] Weights(IReadOnlyList<string> vocabulary) => PieceWeights.ByPlace(vocabulary, PieceWeights.OfText(vocabulary, []));

    private static string Graph(PublishedModel model, string folder)
    {
        model.Write(folder);
        return Path.Combine(folder, "onnx", "model.onnx");
    }
}
