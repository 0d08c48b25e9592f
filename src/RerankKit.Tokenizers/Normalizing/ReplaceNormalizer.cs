namespace RerankKit.Tokenizers;

/// <summary>Replaces what a pattern finds.</summary>
internal sealed class ReplaceNormalizer(ITextPattern pattern, string replacement) : INormalizer
{
    public bool KeepsCuts => pattern.KeepsCuts;

    public void Normalize(NormalizedText text)
    {
        pattern.FindAll(text.Text, text.Matches);
        ReadOnlySpan<(int Start, int End)> matches = text.Matches.Items;
        if (matches.IsEmpty)
        {
            return;
        }

        text.BeginRewrite(text.Length);
        int copied = 0;
        foreach ((int start, int end) in matches)
        {
            text.Copy(copied, start);
            text.Append(replacement, end - 1);
            copied = end;
        }

        text.Copy(copied, text.Length);
        text.EndRewrite();
    }
}
