using System.Buffers;

namespace RerankKit.Tokenizers;

/// <content>From ids back to text, as the <c>decoder</c> of the tokenizer's file says.</content>
public sealed partial class HuggingFaceTokenizer
{
    /// <summary>The text of ids, special tokens left out.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public override string Decode(IEnumerable<int> ids) => Decode(ids, skipSpecialTokens: true);

    /// <summary>The text of ids. What the normalizer changed or dropped does not come back: case, accents, runs of white space.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="skipSpecialTokens">False to write special tokens, such as <c>[CLS]</c>, as the vocabulary does.</param>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public string Decode(IEnumerable<int> ids, bool skipSpecialTokens)
    {
        ArgumentNullException.ThrowIfNull(ids);
        List<string> tokens = [];
        foreach (int id in ids)
        {
            string token = IdToToken(id) ?? throw Throw.OutOfRange(id, $"an id of the vocabulary, 0 to {VocabularySize - 1}", nameof(ids));
            if (!skipSpecialTokens || FindAdded(id) is not { IsSpecial: true })
            {
                tokens.Add(token);
            }
        }

        if (_decoder is null)
        {
            return string.Join(' ', tokens);
        }

        _decoder(tokens);
        return string.Concat(tokens);
    }

    /// <summary>Writes the text of as many ids as there is room for, special tokens left out.</summary>
    /// <param name="ids">Ids of the vocabulary.</param>
    /// <param name="destination">Where the text goes.</param>
    /// <param name="idsConsumed">How many ids were written.</param>
    /// <param name="charsWritten">UTF-16 units written.</param>
    /// <returns>
    /// <see cref="OperationStatus.Done"/>; <see cref="OperationStatus.DestinationTooSmall"/> where ids are left;
    /// <see cref="OperationStatus.InvalidData"/> where the next id is not in the vocabulary.
    /// </returns>
    public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] all = [.. ids];
        int unknown = Array.FindIndex(all, id => IdToToken(id) is null);
        int[] known = unknown < 0 ? all : all[..unknown];
        string text = Decode(known);

        // Steps of a decoder look at neighbours, so that only a whole prefix tells how long its text is.
        int fitting = known.Length;
        while (text.Length > destination.Length)
        {
            fitting--;
            text = Decode(known[..fitting]);
        }

        text.CopyTo(destination);
        (idsConsumed, charsWritten) = (fitting, text.Length);
        return fitting < known.Length ? OperationStatus.DestinationTooSmall : unknown < 0 ? OperationStatus.Done : OperationStatus.InvalidData;
    }
}
