namespace RerankKit.Embedded;

/// <summary>How much pieces say, and which of them are pieces of text at all.</summary>
internal static class PieceWeights
{
    /// <summary>Which pieces are of text: not <c>[CLS]</c>, <c>[unused7]</c>, or what else the tokenizer keeps for itself.</summary>
    public static bool[] OfText(IReadOnlyList<string> pieces, IEnumerable<int> special)
    {
        bool[] isText = [.. pieces.Select(piece => piece.Length > 0 && !(piece.Length > 2 && piece[0] == '[' && piece[^1] == ']'))];
        foreach (int id in special)
        {
            isText[id] = false;
        }

        return isText;
    }

    /// <summary>Without any text: vocabularies are ordered by frequency, so that by Zipf's law the logarithm of the place is an idf, up to a factor.</summary>
    public static float[] ByPlace(IReadOnlyList<string> pieces, IReadOnlyList<bool> isText)
    {
        float[] weights = new float[pieces.Count];
        int place = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = isText[i] && IsWord(pieces[i]) ? (float)Math.Log(place + 100) : 0;
            place += isText[i] ? 1 : 0;
        }

        return weights;
    }

    /// <summary>By how many of a corpus' passages have a piece: ln(1 + (n - df + 0.5) / (df + 0.5)).</summary>
    public static float[] ByFrequency(IReadOnlyList<string> pieces, IReadOnlyList<bool> isText, IReadOnlyList<int> documentFrequencies, int documents)
    {
        float[] weights = new float[pieces.Count];
        for (int i = 0; i < weights.Length; i++)
        {
            int df = documentFrequencies[i];
            weights[i] = isText[i] && IsWord(pieces[i]) ? (float)Math.Log(1 + ((documents - df + 0.5) / (df + 0.5))) : 0;
        }

        return weights;
    }

    private static bool IsWord(string piece) => (PieceKind.Of(piece) & PieceKinds.Word) != PieceKinds.None;
}
