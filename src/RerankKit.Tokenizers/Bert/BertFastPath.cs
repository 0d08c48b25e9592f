using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RerankKit.Tokenizers;

/// <summary>BERT's normalizer, pre-tokenizer and WordPiece in one pass over the text. Immutable and thread-safe.</summary>
/// <remarks>
/// Blocks of 32 ASCII characters are classified at once and words read off bit masks, straight from the text; everything else goes
/// character by character through a <see cref="BertCharacterMap"/>, or, where ranges are wanted, through the general path. A test
/// holds all to the general path.
/// </remarks>
internal sealed partial class BertFastPath
{
    private const int BlockLength = 32;

    private readonly WordPieceModel _model;
    private readonly AsciiWords _words;
    private readonly BertCharacterMap _map;
    private readonly bool _lowercase;

    /// <summary>Tokens of single ASCII characters: punctuation.</summary>
    private readonly int[] _single = new int[128];

    public BertFastPath(BertNormalizer normalizer, WordPieceModel model)
    {
        _model = model;
        _words = new(model);
        _map = BertCharacterMap.Of(normalizer);
        _lowercase = normalizer.Lowercase;
        for (char c = '!'; c < 127; c++)
        {
            _single[c] = model.IdOfWhole([c]) is >= 0 and int id ? id : model.UnknownId;
        }
    }

    /// <summary>The fast path of a pipeline, or null when it is not BERT's.</summary>
    public static BertFastPath? Of(TokenizerDefinition definition) =>
        definition is { Normalizer: BertNormalizer normalizer, PreTokenizer: BertPreTokenizer, Model: WordPieceModel { UnknownId: >= 0 } model }
            ? new(normalizer, model)
            : null;

    /// <summary>Appends the tokens of <paramref name="text"/> until there are more than <paramref name="limit"/>.</summary>
    /// <returns>False when the text needs the general path; <paramref name="tokens"/> is then as it was.</returns>
    public bool TryEncode(ReadOnlySpan<char> text, TokenBuffer tokens, int limit)
    {
        int before = tokens.Count;
        int word = 0;
        int position = 0;
        while (position < text.Length && tokens.Count <= limit)
        {
            if (position <= text.Length - BlockLength && TryEncodeBlock(text, position, offset: 0, ref word, tokens))
            {
                position += BlockLength;
                continue;
            }

            position = word = EncodeCharacters(text, word, Math.Min(text.Length, position + BlockLength), tokens);
            if (position < 0)
            {
                tokens.Truncate(before);
                return false;
            }
        }

        if (word < text.Length && tokens.Count <= limit)
        {
            AddAsciiWord(text, word, text.Length, offset: 0, tokens);
        }

        return true;
    }

    /// <summary>Encodes 32 characters that are ASCII without control characters; a word at the end stays open, beginning at <paramref name="word"/>.</summary>
    private bool TryEncodeBlock(ReadOnlySpan<char> text, int position, int offset, ref int word, TokenBuffer tokens)
    {
        ref ushort units = ref Unsafe.As<char, ushort>(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), position));
        var lower = Vector256.LoadUnsafe(ref units);
        var upper = Vector256.LoadUnsafe(ref units, 16);
        if (((lower | upper) & Vector256.Create((ushort)0xFF80)) != Vector256<ushort>.Zero)
        {
            return false;
        }

        var bytes = Vector256.Narrow(lower, upper);
        var isBlank = Vector256.Equals(bytes, Vector256.Create((byte)' ')) | Vector256.LessThan(bytes - Vector256.Create((byte)'\t'), Vector256.Create((byte)2)) |
            Vector256.Equals(bytes, Vector256.Create((byte)'\r'));
        var isPrinted = Vector256.LessThan(bytes - Vector256.Create((byte)'!'), Vector256.Create((byte)('~' - '!' + 1)));
        var isWord = Vector256.LessThan((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)26)) |
            Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
        if ((isBlank | isPrinted) != Vector256<byte>.AllBitsSet)
        {
            return false;
        }

        uint blanks = isBlank.ExtractMostSignificantBits();
        int open = word;
        for (uint ends = ~isWord.ExtractMostSignificantBits(); ends != 0; ends &= ends - 1)
        {
            int bit = BitOperations.TrailingZeroCount(ends);
            int end = position + bit;
            if (open < end)
            {
                AddAsciiWord(text, open, end, offset, tokens);
            }

            open = end + 1;
            if ((blanks >> bit & 1) == 0)
            {
                tokens.Add(_single[text[end]], offset + end, offset + open);
            }
        }

        word = open;
        return true;
    }

    /// <summary>Appends the tokens of a word of ASCII letters and digits; <paramref name="offset"/> is where <paramref name="text"/> begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddAsciiWord(ReadOnlySpan<char> text, int start, int end, int offset, TokenBuffer tokens)
    {
        int length = end - start;
        if (length <= AsciiWords.MaxLength && start <= text.Length - AsciiWords.MaxLength)
        {
            _words.Tokenize(AsciiWords.Key(ref Unsafe.Add(ref MemoryMarshal.GetReference(text), start), length, _lowercase), length, offset + start, tokens);
        }
        else
        {
            AddLongWord(text[start..end], offset + start, tokens);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddLongWord(ReadOnlySpan<char> word, int start, TokenBuffer tokens)
    {
        if (word.Length > _model.MaxCharactersPerWord)
        {
            tokens.Add(_model.UnknownId, start, start + word.Length);
            return;
        }

        Span<char> copy = tokens.Word(Math.Max(word.Length, AsciiWords.MaxLength));
        word.CopyTo(copy);
        if (word.Length <= AsciiWords.MaxLength)
        {
            _words.Tokenize(AsciiWords.Key(ref copy[0], word.Length, _lowercase), word.Length, start, tokens);
            return;
        }

        if (_lowercase)
        {
            System.Text.Ascii.ToLowerInPlace(copy[..word.Length], out _);
        }

        _model.Tokenize(copy[..word.Length], start, tokens);
    }
}
