using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace RerankKit.LateInteraction.Tests;

/// <summary>A generator whose embedding of a text is the sum of its words' vectors, twice as long as it should be; a callback may answer in its place.</summary>
internal sealed class WordGenerator(Func<WordGeneratorCall, Task<GeneratedEmbeddings<Embedding<float>>>>? respond = null) : IEmbeddingGenerator<string, Embedding<float>>
{
    public WordGenerator(Func<WordGeneratorCall, GeneratedEmbeddings<Embedding<float>>> respond)
        : this(call => Task.FromResult(respond(call)))
    {
    }

    public EmbeddingGeneratorMetadata? Metadata { get; init; } = new("words", new Uri("https://words.example"), "words-16");

    public ConcurrentQueue<WordGeneratorCall> Calls { get; } = new();

    public int DisposeCount { get; private set; }

    public static float[] Vector(string text)
    {
        float[] sum = new float[WordEncoder.Dimension];
        foreach (string word in text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))
        {
            float[] vector = WordEncoder.Vector(word);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += 2 * vector[i];
            }
        }

        return sum;
    }

    public static double Cosine(float[] one, float[] other)
    {
        double dot = one.Zip(other, (x, y) => (double)x * y).Sum();
        return dot / Math.Sqrt(one.Sum(x => (double)x * x) * other.Sum(x => (double)x * x));
    }

    public static GeneratedEmbeddings<Embedding<float>> Embed(WordGeneratorCall call) =>
        new(call.Texts.Select(text => new Embedding<float>(Vector(text)))) { Usage = new() { InputTokenCount = call.Texts.Count * 10, TotalTokenCount = call.Texts.Count * 10 } };

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new WordGeneratorCall([.. values], options, cancellationToken);
        Calls.Enqueue(call);
        return respond is null ? Task.FromResult(Embed(call)) : respond(call);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? Metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose() => DisposeCount++;
}

/// <summary>What a <see cref="WordGenerator"/> was called with.</summary>
internal sealed record WordGeneratorCall(IReadOnlyList<string> Texts, EmbeddingGenerationOptions? Options, CancellationToken CancellationToken);
