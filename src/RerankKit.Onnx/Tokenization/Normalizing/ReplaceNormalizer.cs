namespace RerankKit.Onnx;

/// <summary>Replaces what a pattern finds.</summary>
internal sealed class ReplaceNormalizer(ITextPattern pattern, string replacement) : INormalizer
{
    public void Normalize(NormalizedText text)
    {
        PatternMatches matches = new(pattern);
        if (!matches.MoveNext(text.Text))
        {
            return;
        }

        text.BeginRewrite(text.Length);
        int copied = 0;
        do
        {
            text.Copy(copied, matches.Start);
            text.Append(replacement, matches.End - 1);
            copied = matches.End;
        }
        while (matches.MoveNext(text.Text));

        text.Copy(copied, text.Length);
        text.EndRewrite();
    }
}
