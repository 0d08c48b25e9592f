using Microsoft.ML.Tokenizers;

namespace RerankKit.Tokenizers;

/// <content>
/// What Microsoft.ML.Tokenizers asks of a tokenizer, so that this one can be handed to anything that takes one. It is about the tokens
/// of a text: the special tokens of the model's layout are not among them. Offsets are ranges of the text as it was given.
/// </content>
public sealed partial class HuggingFaceTokenizer
{
    // The strings that tokens were given out with, by id: a vocabulary keeps none.
    private string?[]? _texts;

    /// <inheritdoc/>
    protected override EncodeResults<EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        ReadOnlySpan<char> source = text ?? textSpan;
        TokenBuffer tokens = Rent(tracksOffsets: true);
        int count = Take(source, tokens, settings);
        string?[] texts = _texts ??= new string?[VocabularySize];
        ReadOnlySpan<int> ids = tokens.Ids;
        Span<int> starts = tokens.Starts;
        Span<int> ends = tokens.Ends;
        var encoded = new EncodedToken[count];
        for (int i = 0; i < encoded.Length; i++)
        {
            int id = ids[i];
            encoded[i] = new(id, texts[id] ??= IdToToken(id) ?? "", starts[i]..ends[i]);
        }

        return Results(encoded, source, tokens);
    }

    /// <inheritdoc/>
    protected override EncodeResults<int> EncodeToIds(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        ReadOnlySpan<char> source = text ?? textSpan;
        TokenBuffer tokens = Rent(Cuts(settings));
        int count = Take(source, tokens, settings);
        return Results(tokens.Ids[..count].ToArray(), source, tokens);
    }

    /// <inheritdoc/>
    protected override int CountTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
    {
        TokenBuffer tokens = Rent(Cuts(settings));
        int count = Take(text ?? textSpan, tokens, settings);
        Return(tokens);
        return count;
    }

    /// <inheritdoc/>
    protected override int GetIndexByTokenCount(
        string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings, bool fromEnd, out string? normalizedText, out int tokenCount)
    {
        ReadOnlySpan<char> source = text ?? textSpan;
        normalizedText = null;
        TokenBuffer tokens = Rent(tracksOffsets: true);
        int index;
        if (fromEnd)
        {
            int wanted = settings.MaxTokenCount;
            Take(source, tokens, new() { MaxTokenCount = int.MaxValue, ConsiderNormalization = settings.ConsiderNormalization, ConsiderPreTokenization = settings.ConsiderPreTokenization });
            int first = Math.Max(0, tokens.Count - wanted);
            while (first > 0 && first < tokens.Count && SplitsCharacter(tokens, first))
            {
                first++;
            }

            tokenCount = tokens.Count - first;
            index = first == 0 ? 0 : first < tokens.Count ? tokens.Starts[first] : source.Length;
        }
        else
        {
            tokenCount = Take(source, tokens, settings);
            index = End(tokens, tokenCount, source.Length);
        }

        Return(tokens);
        return index;
    }

    // Where the text is read to its end, nothing asks for ranges.
    private static bool Cuts(EncodeSettings settings) => settings.MaxTokenCount != int.MaxValue;

    // The number of tokens within the limit, so that no character lies half on this side of it.
    private int Take(ReadOnlySpan<char> text, TokenBuffer tokens, EncodeSettings settings)
    {
        if (!settings.ConsiderNormalization || !settings.ConsiderPreTokenization)
        {
            throw new NotSupportedException("The ids of a Hugging Face tokenizer are those after its normalizer and its pre-tokenizer: considerNormalization and considerPreTokenization must be true.");
        }

        int limit = settings.MaxTokenCount;
        Encode(text, tokens, limit);
        int count = Math.Min(limit, tokens.Count);
        while (count > 0 && count < tokens.Count && SplitsCharacter(tokens, count))
        {
            count--;
        }

        return count;
    }

    private EncodeResults<T> Results<T>(T[] encoded, ReadOnlySpan<char> source, TokenBuffer tokens)
    {
        int consumed = End(tokens, encoded.Length, source.Length);
        Return(tokens);
        return new() { Tokens = encoded, CharsConsumed = consumed };
    }

    // What vanishes after the last token, such as white space, belongs to the text that was read to its end.
    private static int End(TokenBuffer tokens, int count, int length) => count == tokens.Count ? length : count == 0 ? 0 : tokens.Ends[count - 1];

    private static bool SplitsCharacter(TokenBuffer tokens, int at) => tokens.Starts[at] < tokens.Ends[at - 1];
}
