namespace RerankKit.Tokenizers;

/// <summary>How many tokens of each text stay; the rule of Hugging Face tokenizers 0.22.2 (utils/truncation.rs).</summary>
internal static class Truncation
{
    /// <summary>The share of the room that a query may take where it competes with a document, as FlagEmbedding cuts it.</summary>
    public const double DefaultFirstTextShare = 0.75;

    /// <summary>The lengths that stay of a pair.</summary>
    /// <param name="strategy">Which text gives way.</param>
    /// <param name="first">Tokens of the first text.</param>
    /// <param name="second">Tokens of the second text, or more than <see cref="SecondLimit"/> when it was not read to its end.</param>
    /// <param name="room">Places for tokens of texts: the maximum length less the special tokens.</param>
    /// <param name="firstTextShare">See <see cref="EncodeOptions.FirstTextShare"/>.</param>
    /// <exception cref="ArgumentException">One text alone may give way, and the other leaves it no room.</exception>
    public static (int First, int Second) Pair(TruncationStrategy strategy, int first, int second, int room, double firstTextShare = DefaultFirstTextShare)
    {
        if (room == 0 || (long)first + second <= room)
        {
            return room == 0 ? (0, 0) : (first, second);
        }

        switch (strategy)
        {
            case TruncationStrategy.OnlyFirst:
                return second < room ? (room - second, second) : throw NoRoom("second", second, "first", room);
            case TruncationStrategy.OnlySecond:
                int share = Share(room, firstTextShare);
                first = first > share ? Math.Max(share, Math.Min(first, room - second)) : first;
                return first < room || (first == room && second == 0) ? (first, room - first) : throw NoRoom("first", first, "second", room);
            default:
                return LongestFirst(first, second, room);
        }
    }

    /// <summary>The length that stays of a single text.</summary>
    /// <exception cref="ArgumentException">Only the second text may give way, and there is none.</exception>
    public static int Single(TruncationStrategy strategy, int only, int room)
    {
        if (only > room && room > 0 && strategy == TruncationStrategy.OnlySecond)
        {
            throw new ArgumentException(
                $"The text has {only} tokens, {room} fit, and the strategy OnlySecond cuts only a second text, which is not there. Use LongestFirst or OnlyFirst for single texts.",
                nameof(strategy));
        }

        return Math.Min(only, room);
    }

    /// <summary>How many tokens of the second text matter once the first is known: reading one more tells that it was cut. Right truncation only.</summary>
    public static int SecondLimit(TruncationStrategy strategy, int first, int room, double firstTextShare = DefaultFirstTextShare) => strategy switch
    {
        TruncationStrategy.OnlyFirst => room,
        TruncationStrategy.OnlySecond => Math.Max(0, room - Math.Min(first, Share(room, firstTextShare))),

        // Beyond the room it only matters which of the two is longer.
        _ => Math.Max(first, room),
    };

    private static int Share(int room, double share) => share < 1 ? (int)(room * share) : int.MaxValue;

    private static (int First, int Second) LongestFirst(int first, int second, int room)
    {
        int shorter = Math.Min(first, second);
        int longer = shorter > room ? shorter : Math.Max(shorter, room - shorter);
        if ((long)shorter + longer > room)
        {
            shorter = room / 2;
            longer = shorter + (room % 2);
        }

        return first > second ? (longer, shorter) : (shorter, longer);
    }

    private static ArgumentException NoRoom(string fixedText, int length, string cutText, int room) => new(
        $"The {fixedText} text has {length} tokens and leaves the {cutText} none of the {room} places. Shorten it, allow a greater maximum length, or truncate by LongestFirst.",
        cutText);
}
