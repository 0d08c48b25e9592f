using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Tokenizers;

namespace RerankKit.Tokenizers;

/// <summary>A tokenizer of the application's that cuts texts in place of the model's own. Thread-safe as far as that one is.</summary>
internal sealed class ForeignTokenizer
{
    // What tokenizers treat differently: case, accents, scripts, symbols, white space, long words.
    private const string Probe = "The naïve Čafé's 1,234 un-believable C++ tests\u00A0\u2014 中文字, русский, العربية 😀\n\t\"quoted\" antidisestablishmentarianism [SEP] </s> <|im_end|>";

    private readonly Tokenizer _tokenizer;
    private readonly int _vocabularySize;

    /// <param name="tokenizer">The application's tokenizer.</param>
    /// <param name="vocabularySize">The highest id of the model's vocabulary plus one.</param>
    /// <exception cref="ArgumentException">It adds special tokens by itself.</exception>
    public ForeignTokenizer(Tokenizer tokenizer, int vocabularySize)
    {
        (_tokenizer, _vocabularySize) = (tokenizer, vocabularySize);
        if (tokenizer is SentencePieceTokenizer { AddBeginningOfSentence: true } or SentencePieceTokenizer { AddEndOfSentence: true } || tokenizer.EncodeToIds("").Count > 0)
        {
            throw new ArgumentException(
                $"{Name} adds special tokens by itself, as the layout of the model does: they would stand there twice. Create it without (addBeginOfSentence: false, addEndOfSentence: false).",
                nameof(tokenizer));
        }
    }

    /// <summary>Whether the ranges that it gives are ranges of a changed text.</summary>
    public bool Normalizes => _tokenizer.Normalizer is not null;

    private string Name => _tokenizer.GetType().Name;

    /// <summary>Tells tokenizers apart by what they make of a text.</summary>
    public static string FingerprintOf(Tokenizer tokenizer) =>
        $"{tokenizer.GetType().Name}/{Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>([.. tokenizer.EncodeToIds(Probe)])).AsSpan(0, 8))}";

    /// <summary>Says that ranges were asked for which there are not.</summary>
    public static NotSupportedException NoRanges() => new(
        "The application's tokenizer normalises texts, and its ranges are those of the normalised text. What needs ranges of the text itself, such as passage windows and explanations, needs the model's own tokenizer or one without a normalizer.");

    /// <summary>Fills <paramref name="tokens"/>; reads the whole text, since not every tokenizer stops at the right place.</summary>
    /// <exception cref="InvalidOperationException">An id is not in the model's vocabulary.</exception>
    public void Encode(ReadOnlySpan<char> text, TokenBuffer tokens)
    {
        tokens.Clear();
        if (!tokens.TracksOffsets)
        {
            foreach (int id in _tokenizer.EncodeToIds(text))
            {
                tokens.Add(Check(id), 0, 0);
            }

            return;
        }

        IReadOnlyList<EncodedToken> encoded = _tokenizer.EncodeToTokens(text, out string? normalized);
        if (Normalizes || (normalized is not null && !text.SequenceEqual(normalized)))
        {
            throw NoRanges();
        }

        foreach (EncodedToken token in encoded)
        {
            tokens.Add(Check(token.Id), token.Offset.Start.GetOffset(text.Length), token.Offset.End.GetOffset(text.Length));
        }
    }

    private int Check(int id) => (uint)id < (uint)_vocabularySize
        ? id
        : throw new InvalidOperationException(Invariant(
            $"{Name} gave the id {id}, but the model's vocabulary ends at {_vocabularySize - 1}: it is not a tokenizer of this model."));
}
