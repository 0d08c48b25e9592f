namespace RerankKit.Tokenizers;

/// <summary>Drops control characters and turns odd white space into spaces, as SentencePiece's NMT rule does.</summary>
internal sealed class NmtNormalizer : INormalizer
{
    public bool KeepsCuts => true;

    public void Normalize(NormalizedText text)
    {
        text.BeginRewrite(text.Length);
        int copied = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text.Text[i];
            if (c is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F') or '\u007F' or '\u008F' or '\u009F')
            {
                text.Copy(copied, i);
                copied = i + 1;
            }
        }

        text.Copy(copied, text.Length);
        text.EndRewrite();
        foreach (ref char c in text.InPlace)
        {
            if (c is '\t' or '\n' or '\f' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F') or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD')
            {
                c = ' ';
            }
        }
    }
}
