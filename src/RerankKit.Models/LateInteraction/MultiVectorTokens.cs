namespace RerankKit.Models;

/// <summary>Finds the ids of markers, of the expansion token and of the skiplist in a model's vocabulary.</summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="rows">Rows of the embedding table; null when unknown.</param>
/// <param name="directory">The model's folder.</param>
internal sealed class MultiVectorTokens(HuggingFaceTokenizer tokenizer, int? rows, string directory)
{
    private static readonly string[] MaskTokens = ["[MASK]", "<mask>"];
    private static readonly string[] UnknownTokens = ["[UNK]", "<unk>"];
    private readonly TokenizerConfiguration _configuration = TokenizerConfiguration.Read(directory);

    /// <summary>A marker that is inserted as the second token (Stanford, PyLate, next-plaid).</summary>
    /// <param name="prompt">How the files write it; empty for none.</param>
    /// <param name="id">Its id where the files give it.</param>
    /// <exception cref="InvalidDataException">The vocabulary has no such token, or another id for it.</exception>
    public int? InsertedMarker(string prompt, int? id)
    {
        if (prompt.Length == 0 && id is null)
        {
            return null;
        }

        int? found = tokenizer.TokenToId(prompt) ?? tokenizer.TokenToId(prompt.Trim());
        if (id is not null && found is not null && found != id)
        {
            throw new InvalidDataException(Invariant(
                $"The model in '{directory}' has the marker '{prompt}' with the id {id}, its tokenizer with {found}: they are not of the same export."));
        }

        return CheckRow(id ?? found, $"the marker '{prompt}'");
    }

    /// <summary>A prompt that is written before the text (sentence-transformers): the marker at its beginning, if it has one, and the text that is left of it.</summary>
    public (int? MarkerId, string Prefix) WrittenPrompt(string prompt)
    {
        string first = prompt.Split(default(char[]), 2, StringSplitOptions.None)[0];
        foreach (string token in (ReadOnlySpan<string>)[prompt, first])
        {
            if (token.Length > 0 && tokenizer.TokenToId(token) is int id && !IsOrdinary(token, id))
            {
                string rest = prompt[token.Length..];
                rest = tokenizer.FindAdded(id)?.StripsRight == true ? rest.TrimStart() : rest;
                return (CheckRow(id, $"the marker '{token}'"), HasEffect(rest) ? rest : "");
            }
        }

        return (null, prompt);
    }

    /// <summary>How many special tokens stand before a text.</summary>
    public int LeadingSpecialTokens() => tokenizer.Encode("a").SpecialTokensMask.TakeWhile(mask => mask == 1).Count();

    /// <summary>The token that fills up queries.</summary>
    /// <exception cref="InvalidDataException">The vocabulary has no such token.</exception>
    public int ExpansionToken(QueryExpansionProfile? expansion)
    {
        if (expansion?.TokenId is int given)
        {
            return CheckRow(given, "the expansion token");
        }

        if (expansion?.Token is { } token)
        {
            return CheckRow(tokenizer.TokenToId(token), $"the expansion token '{token}'");
        }

        int? mask = Special("mask_token", MaskTokens);
        return CheckRow(mask ?? Special("eos_token", []), "an expansion token: neither mask_token nor eos_token");
    }

    /// <summary>The ids of words, and the words that the vocabulary does not have.</summary>
    public (int[] Ids, string[] Unknown) Skiplist(IReadOnlyList<string> words)
    {
        int? unknown = Special("unk_token", UnknownTokens);
        string? unknownToken = unknown is int id ? tokenizer.IdToToken(id) : null;

        // The id of an unknown word would take every unknown token out of every document.
        bool IsKnown(string word) => tokenizer.TokenToId(word) is int found && (found != unknown || word == unknownToken);
        return ([.. words.Where(IsKnown).Select(word => tokenizer.TokenToId(word)!.Value).Distinct().Order()], [.. words.Where(word => !IsKnown(word))]);
    }

    private int? Special(string role, string[] usual)
    {
        string? named = _configuration.SpecialToken(role);
        return (named is null ? null : tokenizer.TokenToId(named)) ?? usual.Select(tokenizer.TokenToId).FirstOrDefault(id => id is not null);
    }

    // Whether text gives the token, so that it needs no insertion.
    private bool IsOrdinary(string token, int id) => tokenizer.Encode(token, null, new() { AddSpecialTokens = false }).Ids is [var only] && only == id;

    // White space before a text changes nothing in WordPiece, but the first word's token in byte-level BPE.
    private bool HasEffect(string prefix) => !string.IsNullOrWhiteSpace(prefix) || !tokenizer.Encode(prefix + "a").Ids.SequenceEqual(tokenizer.Encode("a").Ids);

    private int CheckRow(int? id, string what) =>
        id is not int found
            ? throw new InvalidDataException($"The vocabulary of the model in '{directory}' lacks {what}. Take the tokenizer files that the model was saved with.")
            : found >= 0 && found < (rows ?? int.MaxValue) ? found
            : throw new InvalidDataException(Invariant(
                $"The model in '{directory}' has {rows} embedding rows, but {what} has the id {found}: the graph was exported before the markers were added."));
}
