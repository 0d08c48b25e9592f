namespace RerankKit.Onnx;

/// <summary>Finds a string as it stands.</summary>
internal sealed class PlainPattern(string value) : ITextPattern
{
    public bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        int found = text[from..].IndexOf(value, StringComparison.Ordinal);
        start = from + found;
        end = start + value.Length;
        return found >= 0;
    }
}
