using RerankKit.Tokenizers;

namespace RerankKit.Embedded;

/// <summary>Finds which words of a text each word of a query found.</summary>
internal static class WordMatches
{
    /// <summary>Matches by meaning that are told per word of the query.</summary>
    private const int MostByMeaning = 3;

    public static EmbeddedMatch[] Find(string query, string text, EmbeddedModel model)
    {
        List<Word> asked = Words(query, model);
        List<Word> found = Words(text, model);
        float[] a = new float[model.Table.Dimension];
        float[] b = new float[model.Table.Dimension];
        List<EmbeddedMatch> matches = [];
        foreach (Word word in asked)
        {
            EmbeddedMatch[] all =
            [
                .. found.Select(other => Match(query, word, text, other, model, a, b))
                    .Where(match => match.Similarity > 0)
                    .OrderByDescending(match => match.Similarity)
                    .ThenBy(match => match.Start),
            ];
            matches.AddRange(all.Where(match => match.IsExact));
            matches.AddRange(all.Where(match => !match.IsExact).DistinctBy(match => match.Word, StringComparer.OrdinalIgnoreCase).Take(MostByMeaning));
        }

        return [.. matches];
    }

    private static EmbeddedMatch Match(string query, Word asked, string text, Word found, EmbeddedModel model, float[] a, float[] b)
    {
        double best = 0;
        bool isExact = false;
        foreach (int piece in asked.Pieces)
        {
            Rows.Widen(model.Table.Row(piece), model.Table.Scales[piece], a);
            foreach (int other in found.Pieces)
            {
                Rows.Widen(model.Table.Row(other), model.Table.Scales[other], b);
                best = Math.Max(best, EmbeddedParts.Similarity(piece, other, Rows.Dot(a, b), model.Kinds));
                isExact |= piece == other;
            }
        }

        return new(query[asked.Start..asked.End], asked.Start, text[found.Start..found.End], found.Start, best, isExact);
    }

    private static List<Word> Words(string text, EmbeddedModel model)
    {
        TokenizedText tokens = model.Tokenizer.Encode(text, textB: null, new() { AddSpecialTokens = false });
        List<Word> words = [];
        for (int i = 0; i < tokens.Ids.Count; i++)
        {
            int id = tokens.Ids[i];
            (int start, int end) = tokens.Offsets[i];
            bool continues = (model.Kinds[id] & PieceKinds.Continues) != PieceKinds.None && words.Count > 0 && words[^1].End == start;
            if (continues)
            {
                Word word = words[^1];
                words[^1] = word with { End = end, Pieces = model.Table.Weights[id] > 0 ? [.. word.Pieces, id] : word.Pieces };
            }
            else
            {
                words.Add(new(start, end, model.Table.Weights[id] > 0 ? [id] : []));
            }
        }

        return words;
    }

    private sealed record Word(int Start, int End, int[] Pieces);
}
