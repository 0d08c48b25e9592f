using System.Buffers;
using System.Globalization;
using System.Text;

namespace RerankKit.Tokenizers;

/// <summary>
/// Applies a SentencePiece character map the way Hugging Face tokenizers do: a grapheme cluster of fewer than six UTF-8 bytes is looked up
/// as a whole, where the shortest key that begins it replaces all of it; otherwise each of its characters is looked up.
/// </summary>
internal sealed class PrecompiledNormalizer : INormalizer
{
    private const int ClusterBytes = 6;

    private readonly Charsmap _map;

    // ASCII that stands for itself: after such a character and before another one nothing can change.
    private readonly SearchValues<char> _plain;

    public PrecompiledNormalizer(Charsmap map)
    {
        _map = map;
        var plain = new StringBuilder();
        for (char c = (char)0; c < 0x80; c++)
        {
            if (map.Find(new Rune(c)) is var found && (found < 0 || map.TextOf(found) is [var same] && same == c))
            {
                plain.Append(c);
            }
        }

        // A carriage return and a line feed are one cluster.
        _plain = SearchValues.Create(plain.Replace("\r", "").Replace("\n", "").ToString());
    }

    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text)
    {
        ReadOnlySpan<char> source = text.Text;
        int from = FirstChange(source, 0);
        if (from == source.Length)
        {
            return;
        }

        text.BeginRewrite(source.Length + (source.Length / 4));
        int copied = 0;
        while (from < source.Length)
        {
            text.Copy(copied, from);
            int cluster = ClusterLength(source[from..]);
            Rewrite(text, source, from, cluster);
            copied = from + cluster;
            from = FirstChange(source, copied);
        }

        text.Copy(copied, source.Length);

        // The reference does not notice that characters in front have vanished, and some pre-tokenizers look at where a piece begins.
        text.ReachBack();
        text.EndRewrite();
    }

    // Plain characters are passed over, but for the last before another kind: it may carry a combining mark.
    private int FirstChange(ReadOnlySpan<char> source, int from)
    {
        int at = source[from..].IndexOfAnyExcept(_plain);
        if (at < 0)
        {
            return source.Length;
        }

        return at > 0 && source[from + at] >= 0x300 ? from + at - 1 : from + at;
    }

    private void Rewrite(NormalizedText text, ReadOnlySpan<char> source, int start, int length)
    {
        ReadOnlySpan<char> cluster = source.Slice(start, length);
        if (IsShort(cluster) && _map.FindShortest(cluster) is >= 0 and int whole)
        {
            Replace(text, cluster, start, _map.TextOf(whole));
            return;
        }

        for (int at = 0; at < length;)
        {
            Rune.DecodeFromUtf16(cluster[at..], out Rune rune, out int width);
            int found = _map.Find(rune);
            if (found >= 0)
            {
                Replace(text, cluster.Slice(at, width), start + at, _map.TextOf(found));
            }
            else
            {
                text.Copy(start + at, start + at + width);
            }

            at += width;
        }
    }

    // The n-th new character stands for the n-th old one, and for the last when there are more.
    private static void Replace(NormalizedText text, ReadOnlySpan<char> old, int start, ReadOnlySpan<char> replacement)
    {
        int at = 0;
        for (int i = 0; i < replacement.Length; i++)
        {
            text.Append(replacement[i], start + at);
            if (!char.IsHighSurrogate(replacement[i]))
            {
                int next = at + (char.IsHighSurrogate(old[at]) ? 2 : 1);
                at = next < old.Length ? next : at;
            }
        }
    }

    private static bool IsShort(ReadOnlySpan<char> cluster) =>
        cluster.Length < ClusterBytes && Encoding.UTF8.GetByteCount(cluster) < ClusterBytes;

    private static int ClusterLength(ReadOnlySpan<char> text)
    {
        char c = text[0];
        if (text.Length == 1)
        {
            return 1;
        }

        char next = text[1];
        bool breaksBefore = next is < '\u0300' or (>= '\u0370' and <= '\u0482') or (>= '\u048A' and <= '\u058F')
            or (>= '\u1E00' and <= '\u1FFF') or (>= '\u3041' and <= '\u3096') or (>= '\u30A0' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF');
        bool mayReachOver = c is '\r' or (>= '\u0600' and < '\u1100') || char.IsSurrogate(c);
        return breaksBefore && !mayReachOver ? 1 : StringInfo.GetNextTextElementLength(text);
    }
}
