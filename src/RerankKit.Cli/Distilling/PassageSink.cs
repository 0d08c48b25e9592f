using System.Buffers;
using RerankKit.Embedded;

namespace RerankKit.Cli.Distilling;

/// <summary>Adds the hidden states of passages to the means, without those of special tokens and of the prompt.</summary>
internal sealed class PassageSink(ContextualMeans means, IReadOnlyList<bool> isText, int promptTokens) : ITokenVectorSink
{
    public void Write(int index, ReadOnlySpan<int> tokens, ReadOnlySpan<float> values)
    {
        int[] ids = ArrayPool<int>.Shared.Rent(tokens.Length);
        for (int i = 0; i < tokens.Length; i++)
        {
            int id = TokenArena.IdOf(tokens[i]);
            ids[i] = i >= promptTokens && id < isText.Count && isText[id] ? id : -1;
        }

        means.Add(ids.AsSpan(0, tokens.Length), values);
        ArrayPool<int>.Shared.Return(ids);
    }
}
