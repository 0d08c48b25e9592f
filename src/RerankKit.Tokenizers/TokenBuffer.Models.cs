namespace RerankKit.Tokenizers;

/// <content>What the token models need.</content>
internal sealed partial class TokenBuffer
{
    /// <summary>Working memory of the models that fill this buffer.</summary>
    public ModelScratch Scratch { get; } = new();

    /// <summary>Turns the tokens from <paramref name="first"/> on around: a model that walks a path back from its end adds them last first.</summary>
    public void Reverse(int first)
    {
        _ids.AsSpan(first, Count - first).Reverse();
        _starts.AsSpan(first, Count - first).Reverse();
        _ends.AsSpan(first, Count - first).Reverse();
    }
}
