namespace RerankKit.Tokenizers;

internal sealed partial class TokenBuffer
{
    private char[] _word = new char[128];

    /// <summary>Scratch memory for one word, at least <paramref name="length"/> long; its contents stay when it grows.</summary>
    public Span<char> Word(int length)
    {
        if (length > _word.Length)
        {
            Array.Resize(ref _word, Math.Max(length, _word.Length * 2));
        }

        return _word;
    }
}
