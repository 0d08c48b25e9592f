using System.Runtime.InteropServices;

namespace RerankKit.Tokenizers;

/// <summary>Hugging Face's own library, which the tests alone bring.</summary>
internal sealed class NativeTokenizer(string path) : IDisposable
{
    private readonly global::Tokenizers.DotNet.Tokenizer _tokenizer = Open(path);

    /// <summary>The ids of a text, special tokens included; the text must be valid UTF-16.</summary>
    public int[] Encode(string text) => [.. _tokenizer.Encode(text).Select(id => (int)id)];

    public void Dispose() => _tokenizer.Dispose();

    private static global::Tokenizers.DotNet.Tokenizer Open(string path)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            Assert.Ignore("Hugging Face's native library is here for Linux on x64 only.");
        }

        return new(path);
    }
}
